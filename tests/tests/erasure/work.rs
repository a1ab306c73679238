//! Plans, actions and briefings past their time, and the names in a closed plan.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange};

use crate::{CANARY, good, on_laptop, on_server};

#[test]
fn a_plan_goes_with_its_analysis_actions_and_progress_and_a_briefing_by_itself_while_their_note_stays() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    exchange(&[&amara, &helen, &sam]);
    let note = amara.record("Addison", "Two mopeds by the launderette.");
    exchange(&[&amara, &helen]);
    let briefing = helen.act("triage_brief", json!({ "id": note, "text": format!("{CANARY} in the briefing") }));
    let plan = helen.act("plan_add", json!({ "title": "Mopeds", "wards": ["Addison"], "notes": [note] }))["id"].clone();
    helen.act("plan_set", json!({ "id": plan, "offender": format!("{CANARY} in the analysis") }));
    let action = json!({ "plan": plan, "title": format!("{CANARY} in an action"), "agency": "Community Safety" });
    let action = helen.act("action_add", action)["id"].clone();
    helen.act("action_progress", json!({ "id": action, "text": format!("{CANARY} in progress") }));
    // What was deleted, and what was taken back, is in no list.
    let deleted = json!({ "plan": plan, "title": format!("{CANARY}, deleted"), "agency": "Community Safety" });
    let deleted = helen.act("action_add", deleted)["id"].clone();
    helen.act("action_progress", json!({ "id": deleted, "text": format!("{CANARY} in progress on it") }));
    helen.act("action_delete", json!({ "id": deleted }));
    let back = helen.act("action_progress", json!({ "id": action, "text": format!("{CANARY} in error") }));
    helen.act("take_back", json!({ "undo": back["undo"] }));
    exchange(&[&helen, &sam, &amara]);
    assert!([&amara, &helen, &sam].iter().all(|laptop| on_laptop(laptop)) && on_server(&borough.server));

    let goes = helen.query("erasing", json!({ "id": plan }))["goes"].to_string();
    assert!(goes.contains("2 actions") && goes.contains("3 entries of progress"), "{goes}");
    let erase = |laptop: &Laptop, id: &Value| {
        laptop.app.mutate("", "work_erase", json!({ "id": id, "why": "asked-for", "reference": "DPO-15" }))
    };
    assert_eq!(erase(&amara, &briefing["id"]).expect_err("she only reads it").code, "not-allowed");
    for id in [&plan, &briefing["id"]] {
        erase(&helen, id).unwrap();
    }
    exchange(&[&helen, &sam, &amara, &helen]);
    for laptop in [&amara, &helen, &sam] {
        assert!(!on_laptop(laptop));
        good(laptop);
    }
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success(), "its chains hold");
    assert_eq!(helen.note(&note)["text"], "Two mopeds by the launderette.");
    assert!(helen.query("plans", json!({}))["rows"].as_array().unwrap().is_empty());
    assert!(sam.query("briefings", json!({}))["rows"].as_array().unwrap().is_empty());
}

#[test]
fn what_a_partnership_agreed_on_counts_on_every_laptop_and_a_plan_past_its_time_comes_before_whoever_plans_there() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = json!({
        "text": "A lad by the shops, with a knife", "ward": "Addison",
        "people": [{ "age_band": "18–24", "category": "suspect" }],
    });
    // Her clock stands 40 days back, and that of who plans 70: so old is what they write.
    amara.days_pass(-40);
    amara.act("note_record", json!({ "note": note }));
    amara.days_pass(40);
    exchange(&[&amara, &helen]);
    helen.days_pass(-70);
    let plan = json!({ "title": "The shops", "wards": ["Addison"], "success_test": "Quiet" });
    let plan = helen.act("plan_add", plan)["id"].clone();
    let action =
        json!({ "plan": plan, "title": "A lamp", "agency": "Community Safety", "owner": "Kim", "due": "2099-12-01" });
    helen.act("action_add", action);
    helen.act("plan_activate", json!({ "id": plan }));
    helen.act("plan_close", json!({ "id": plan, "outcome": "Quiet again" }));
    helen.days_pass(70);
    exchange(&[&helen, &mina, &amara, &helen]);
    let before = helen.query("keeping", json!({}));
    assert_eq!((&before["due"], &before["plans"]), (&json!([]), &json!([])), "by the usual schedule");

    // Only an administrator sets a period, and only to what it can be.
    let set = |laptop: &Laptop, id: &str, number: u32| {
        laptop.app.mutate("", "period_set", json!({ "id": id, "number": number })).map_err(|failure| failure.code)
    };
    assert_eq!(set(&helen, "plan", 6), Err("not-allowed".to_owned()));
    assert_eq!(set(&mina, "plan", 0), Err("period-out-of-range".to_owned()));
    assert_eq!(set(&mina, "figures", 6), Err("not-found".to_owned()), "they have no end");
    set(&mina, "note-of-somebody", 1).unwrap();
    set(&mina, "plan", 2).unwrap();
    exchange(&[&mina, &helen]);
    let row = |laptop: &Laptop, id: &str| {
        let view = laptop.query("keeping", json!({}));
        view["schedule"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone()
    };
    let period = row(&helen, "plan");
    assert_eq!((&period["number"], &period["usual"]), (&json!(2), &json!("6 years")));
    assert_eq!((&period["can_change"], &row(&mina, "plan")["can_change"]), (&json!(false), &json!(true)));

    let due = helen.query("keeping", json!({}));
    assert_eq!(due["due"].as_array().unwrap().len(), 1, "{due}");
    assert!(due["due"][0]["why"].as_str().unwrap().contains("more than 1 month ago"), "{due}");
    let plans = due["plans"].clone();
    assert_eq!((&plans[0]["title"], &plans[0]["wards"]), (&json!("The shops"), &json!("Addison")), "{due}");
    assert_eq!(amara.query("keeping", json!({}))["plans"], json!([]), "nothing for her to erase");
    helen.act("work_erase", json!({ "id": plans[0]["plan"], "why": "time-is-over" }));
    assert_eq!(helen.query("keeping", json!({}))["plans"], json!([]));
}

#[test]
fn the_names_in_a_closed_plan_go_from_every_laptop_the_server_and_what_is_restored_and_the_plan_stays() {
    let mut borough = Partnership::founded();
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let of_server = borough.folder.path().join("server.backup");
    // Nearly 25 months ago, by the clock of whoever put it together.
    helen.days_pass(-760);
    let plan = json!({ "title": "Mopeds", "wards": ["Addison"], "success_test": "Quiet" });
    let plan = helen.act("plan_add", plan)["id"].clone();
    helen.act("plan_set", json!({ "id": plan, "lead": "Quillon Vastergaard" }));
    let action = json!({
        "plan": plan, "title": "Walk the route", "agency": "Community Safety", "owner": "Ada Vastergaard",
        "due": "2099-12-01",
    });
    let action = helen.act("action_add", action)["id"].clone();
    helen.act("plan_activate", json!({ "id": plan }));
    // Written over, and an earlier version all the same.
    helen.act("action_set", json!({ "id": action, "owner": "Kim Quillon", "add_co_owner": "Bo Vastergaard" }));
    helen.act("action_set", json!({ "id": action, "due": "2099-12-08", "why": "The crew is away" }));
    helen.act("action_progress", json!({ "id": action, "text": "Walked twice" }));
    let early = helen.app.mutate("", "names_erase", json!({ "id": plan }));
    assert_eq!(early.expect_err("who works on it needs them").code, "plan-not-closed");
    helen.act("plan_close", json!({ "id": plan, "outcome": "Quiet again" }));
    helen.days_pass(760);
    exchange(&[&helen, &sam, &amara]);
    assert!([&helen, &sam].iter().all(|laptop| on_laptop(laptop)) && on_server(&borough.server));
    borough.server.backup(&of_server);

    let due = helen.query("keeping", json!({}));
    assert_eq!(due["plans"], json!([]), "the plan itself stays for years yet");
    let names = due["names"].as_array().unwrap();
    assert_eq!((names.len(), &names[0]["plan"], &names[0]["wards"]), (1, &plan, &json!("Addison")), "{due}");
    assert_eq!(names[0]["why"], "It names 4 people, in earlier versions too, and was closed more than 24 months ago.");
    assert_eq!(amara.query("keeping", json!({}))["names"], json!([]), "nothing for her to decide");
    let by_amara = amara.app.mutate("", "names_erase", json!({ "id": plan }));
    assert!(["not-allowed", "not-found"].contains(&by_amara.expect_err("it is refused").code.as_str()));

    // One who reads it, and has not met the server since, gives it somebody again.
    sam.act("action_set", json!({ "id": action, "add_co_owner": "Cy Vastergaard" }));
    helen.act("names_erase", json!({ "id": plan }));
    let view = |laptop: &Laptop| {
        (laptop.query("plan", json!({ "id": plan })), laptop.query("action", json!({ "id": action })))
    };
    let stands = |laptop: &Laptop| {
        let (plan, action) = view(laptop);
        assert_eq!(plan["title"], "Mopeds", "{plan}");
        assert_eq!(action["row"]["title"], "Walk the route", "{action}");
        assert!(action.to_string().contains("Walked twice") && action.to_string().contains("The crew is away"));
        assert_eq!(laptop.query("conflicts", json!(null))["conflicts"], json!([]), "nothing comes up to be decided");
    };
    stands(&helen);
    assert_eq!(helen.query("keeping", json!({}))["names"], json!([]));
    exchange(&[&helen, &sam, &helen]);
    stands(&sam);
    let again = helen.query("keeping", json!({}))["names"].clone();
    assert!(again[0]["why"].as_str().unwrap().starts_with("It names 1 person"), "{again}");
    helen.act("names_erase", json!({ "id": plan }));
    exchange(&[&helen, &sam, &amara, &helen]);
    for (laptop, whose) in [(&helen, "Helen"), (&sam, "Sam"), (&amara, "Amara")] {
        assert!(!on_laptop(laptop), "{whose} holds one");
        good(laptop);
    }
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success(), "its chains hold");
    stands(&helen);
    stands(&sam);

    // A server from a backup of before, and laptops that offer it what it lost.
    borough.server.restore(&of_server);
    assert!(!on_server(&borough.server), "before anybody was answered");
    exchange(&[&sam, &helen, &sam, &helen]);
    assert!(!on_server(&borough.server));
    let fresh = borough.again("Sam Whitfield", "sam fresh");
    for laptop in [&helen, &sam, &fresh] {
        assert!(!on_laptop(laptop));
        stands(laptop);
        good(laptop);
    }
    assert!(borough.server.verify().status.success());
}

#[test]
fn names_taken_out_after_access_had_ended_wait_in_one_piece_with_what_stands_and_declined_they_are_where_they_were() {
    let borough = Partnership::founded();
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    sam.days_pass(-760);
    let plan = json!({ "title": "Mopeds", "wards": ["Addison"], "success_test": "Quiet" });
    let plan = sam.act("plan_add", plan)["id"].clone();
    let action = json!({
        "plan": plan, "title": "Walk the route", "agency": "Community Safety", "owner": "Ada Vastergaard",
        "due": "2099-12-01",
    });
    let action = sam.act("action_add", action)["id"].clone();
    sam.act("plan_activate", json!({ "id": plan }));
    sam.act("plan_close", json!({ "id": plan, "outcome": "Quiet again" }));
    sam.days_pass(760);
    exchange(&[&sam, &helen]);
    // He does not know yet.
    borough.server.revoke("Sam Whitfield", &[]);
    sam.act("names_erase", json!({ "id": plan }));
    sam.sync();
    exchange(&[&helen]);
    let held = helen.query("held", json!({}))["held"].as_array().unwrap().clone();
    assert_eq!(held.len(), 1, "{held:?}");
    assert!(held[0].to_string().contains("taken out for good"), "{}", held[0]);
    helen.act("held_decide", json!({ "id": held[0]["id"], "release": false, "reason": "Ask me first" }));
    exchange(&[&helen, &sam, &helen]);
    let view = helen.query("action", json!({ "id": action }));
    assert_eq!(
        (&view["row"]["title"], &view["row"]["owner"]["name"]),
        (&json!("Walk the route"), &json!("Ada Vastergaard"))
    );
    assert_eq!(helen.query("keeping", json!({}))["names"].as_array().unwrap().len(), 1, "they come up for her");
    good(&helen);
    good(&sam);
    helen.act("names_erase", json!({ "id": plan }));
    exchange(&[&helen]);
    assert!(!on_laptop(&helen) && !on_server(&borough.server));
    assert_eq!(helen.query("action", json!({ "id": action }))["row"]["title"], "Walk the route");
    good(&helen);
}
