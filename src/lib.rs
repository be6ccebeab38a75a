//! libssl in Rust.

pub mod error;
