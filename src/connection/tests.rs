//! Tests of rules that concern several owners of a connection.

use super::*;
use crate::context::Method;
use crate::handshake::Traffic;
use crate::record::alert::{self, Alert};
use crate::record::{AeadAlgorithm, Protocol, RecordKey};
use crate::sys::bio::Bio;

fn connection() -> Arc<Connection> {
    static METHOD: Method = Method {
        client: true,
        server: true,
        version: None,
        name: "TLS",
    };
    let context = Context::new(&METHOD).expect("a context");
    Connection::new(&context).expect("a connection")
}

#[test]
fn nothing_flows_in_the_clear_while_a_callback_of_the_handshake_runs() {
    let ssl = connection();
    ssl.set_role(Role::Client);
    let _handshaking = ssl.state.enter_handshake();
    err::clear();
    assert_eq!(ssl.write(b"secret"), Err(Stop(-1)));
    assert_ne!(err::peek(), 0);
    assert!(!ssl.channel.borrow().writer.has_output());
    let record = b"\x17\x03\x03\0\x01x";
    let mut channel = ssl.channel.borrow_mut();
    assert_eq!(channel.reader.push_input(record), Ok(()));
    drop(channel);
    assert_eq!(ssl.read(&mut [0; 4], false), Err(Stop(-1)));
    assert!(!ssl.state.is_dead());
    err::clear();
}

#[test]
fn a_key_update_that_waits_goes_before_the_data_that_follows_it() {
    let ssl = connection();
    ssl.set_role(Role::Client);
    ssl.state.finish();
    // SAFETY: a new BIO, owned by the value.
    let bio = unsafe { Bio::from_owned(ffi::BIO_new(openssl_sys::BIO_s_mem())) }.expect("a BIO");
    ssl.set_writer(Some(bio.clone()));
    let (protocol, algorithm) = (Protocol::Tls13, AeadAlgorithm::Aes128Gcm);
    let key = || RecordKey::new(protocol, algorithm, &[1; 16], &[2; 12], 0);
    let key = || Traffic {
        key: key().expect("a key"),
        secret: None,
    };
    ssl.channel.borrow_mut().establish(false, key(), key());
    ssl.transport.flight().push(b"waiting");
    assert_eq!(ssl.write(b"data"), Ok(4));
    let mut sent = [0; 64];
    let length = bio.read(&mut sent).expect("output");
    assert!(sent[..length].starts_with(b"waiting\x17\x03\x03"));
}

#[test]
fn what_is_due_after_the_handshake_is_in_init_and_a_fatal_error_ends_it() {
    let ssl = connection();
    ssl.set_role(Role::Client);
    let state = &ssl.state;
    assert!(state.in_init() && state.in_before());
    state.begin_handshake();
    state.require_message();
    state.finish_for(|| assert!(!state.in_init()));
    assert!(state.in_init() && !state.in_before());
    state.move_to(state::TLS_ST_OK);
    state.finish();
    assert!(state.is_init_finished());
    state.require_message();
    assert!(state.in_init());
    assert!(state.begin_message());
    assert!(!state.begin_message(), "it goes on");
    state.finish_for(|| state.fail(true));
    assert!(state.is_dead() && state.in_init());
    assert_eq!(state.hand_state(), state::TLS_ST_OK);
    ssl.clear();
    assert!(state.in_before());
}

#[test]
fn a_new_record_layer_drops_the_flight() {
    let ssl = connection();
    ssl.transport.flight().push(b"left");
    ssl.channel
        .borrow_mut()
        .put_alert(Alert::warning(alert::CLOSE_NOTIFY));
    ssl.clear();
    assert!(!ssl.transport.flight().is_due());
    assert!(!ssl.channel.borrow().has_alert());
}
