mod failures;
mod handshakes;
mod support;
