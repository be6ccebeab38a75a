//! Tests of the record core.

mod support;

mod loopback;
mod rfc8448;
mod vectors;
