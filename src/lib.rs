//! libssl in Rust.
