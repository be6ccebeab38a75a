//! Tests of the record core.

mod support;

mod input;
mod loopback;
mod messages;
mod output;
mod rfc8448;
mod vectors;
mod violations;
