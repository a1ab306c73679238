//! HTTPS to one server.
