mod failures;
mod handshakes;
mod interop;
mod support;
