mod failures;
mod handshakes;
mod interop;
mod restore;
mod resumption;
mod robustness;
mod signatures;
mod support;
