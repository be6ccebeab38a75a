mod failures;
mod handshakes;
mod interop;
mod robustness;
mod support;
