//! Tests of the record core.

mod support;

mod loopback;
