//! libssl in Rust.

pub mod error;
pub mod handshake;
pub mod sys;
