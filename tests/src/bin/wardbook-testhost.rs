//! The interface in an ordinary browser, over the real use cases and a real encrypted profile.
//!
//! `wardbook-testhost PROFILE UI_DIST [PORT]` serves the built interface on 127.0.0.1, answers `POST /query` and
//! `POST /mutate`, and tells changes on `GET /events`. For tests and for looking at screens: the window
//! itself never speaks HTTP.

use std::convert::Infallible;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::{App, ChangeEvent, Failure, SystemHost};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::broadcast;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::BroadcastStream;

#[derive(Clone)]
struct Host {
    app: Arc<App>,
    changes: broadcast::Sender<ChangeEvent>,
    files: PathBuf,
}

#[derive(Deserialize)]
struct Call {
    #[serde(default)]
    request_id: String,
    name: String,
    #[serde(default)]
    args: Value,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: wardbook-testhost PROFILE UI_DIST [PORT]";
    let profile = PathBuf::from(args.next().ok_or(usage)?);
    let files = PathBuf::from(args.next().ok_or(usage)?);
    let port: u16 = args.next().unwrap_or_else(|| "0".to_owned()).parse()?;

    let app = Arc::new(App::new(SystemHost::new(), profile));
    app.tidy_up();
    let (changes, _) = broadcast::channel(64);
    let teller = changes.clone();
    app.on_change(move |event| {
        // Nobody listening is fine: a page asks for everything when it opens.
        let _ = teller.send(event);
    });
    let ticking = Arc::clone(&app);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let app = Arc::clone(&ticking);
            let _ = tokio::task::spawn_blocking(move || app.tick()).await;
        }
    });

    let router = Router::new()
        .route("/query", post(query))
        .route("/mutate", post(mutate))
        .route("/events", get(events))
        .fallback(file)
        .with_state(Host { app, changes, files });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    eprintln!("http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn query(State(host): State<Host>, body: Bytes) -> Response {
    answer(host, body, |app, call| app.query(&call.name, call.args)).await
}

async fn mutate(State(host): State<Host>, body: Bytes) -> Response {
    answer(host, body, |app, call| app.mutate(&call.request_id, &call.name, call.args)).await
}

async fn answer(
    host: Host,
    body: Bytes,
    act: impl FnOnce(&App, Call) -> Result<Value, Failure> + Send + 'static,
) -> Response {
    let Ok(call) = serde_json::from_slice::<Call>(&body) else {
        return (StatusCode::BAD_REQUEST, "not a call").into_response();
    };
    match tokio::task::spawn_blocking(move || act(&host.app, call)).await {
        Ok(Ok(value)) => axum::Json(value).into_response(),
        Ok(Err(failure)) => (StatusCode::CONFLICT, axum::Json(failure)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn events(State(host): State<Host>) -> impl IntoResponse {
    let events = BroadcastStream::new(host.changes.subscribe()).filter_map(|event| {
        let data = serde_json::to_string(&event.ok()?).ok()?;
        Some(Ok::<_, Infallible>(Event::default().event("changed").data(data)))
    });
    Sse::new(events)
}

/// The built interface; any path that is no file is its first page.
async fn file(State(host): State<Host>, request: Request) -> Response {
    let path = Path::new(request.uri().path().trim_start_matches('/'));
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    let asked = host.files.join(path);
    let found = if inside && asked.is_file() { asked } else { host.files.join("index.html") };
    let kind = match found.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    // The window's own policy, so that what breaks it breaks here too.
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'";
    match tokio::fs::read(&found).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CONTENT_SECURITY_POLICY, POLICY),
                (header::CACHE_CONTROL, "no-store"),
            ],
            bytes,
        )
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
