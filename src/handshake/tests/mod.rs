mod failures;
mod handshakes;
mod interop;
mod restore;
mod robustness;
mod support;
