//! What the transcript hashes, keeps and refuses.

use crate::error::{Fatal, Reason};
use crate::registry::alert;
use crate::schedule::*;

const HASH: &Hash = &Hash::SHA256;

fn digest(data: &[u8]) -> Digest {
    HASH.digest(data).unwrap()
}

#[track_caller]
fn hashes(transcript: &Transcript, expected: &[u8]) {
    let current = transcript.current().unwrap();
    assert_eq!(current.as_ref(), digest(expected).as_ref());
}

#[test]
fn collects_until_the_hash_is_known() {
    let mut transcript = Transcript::new();
    transcript.add(b"hello");
    assert_eq!(transcript.messages(), b"hello");
    transcript.start(HASH, Keep::Nothing).unwrap();
    assert_eq!(transcript.messages(), b"");
    hashes(&transcript, b"hello");
    transcript.add(b" again");
    hashes(&transcript, b"hello again");
}

#[test]
fn kept_messages_stay_as_they_are_until_they_are_dropped() {
    let mut transcript = Transcript::new();
    transcript.add(b"signed");
    transcript.start(HASH, Keep::Messages).unwrap();
    transcript.add(b" and more");
    assert_eq!(transcript.messages(), b"signed");
    hashes(&transcript, b"signed and more");
    transcript.start(HASH, Keep::Nothing).unwrap();
    assert_eq!(transcript.messages(), b"");
    hashes(&transcript, b"signed and more");
}

/// ssl3_digest_cached_records
#[test]
fn no_messages_cannot_be_hashed() {
    let bad_length = Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_HANDSHAKE_LENGTH);
    let mut transcript = Transcript::new();
    assert_eq!(transcript.start(HASH, Keep::Nothing), Err(bad_length));
    assert_eq!(transcript.replace_hello(HASH), Err(bad_length));
    assert_eq!(transcript.collected_digest(HASH).err(), Some(bad_length));
    let binder = transcript.binder_digest(HASH, b"hello", true);
    assert_eq!(binder.err(), Some(bad_length));
}

#[test]
fn no_hash_is_an_internal_error() {
    let mut transcript = Transcript::new();
    transcript.add(b"hello");
    assert_eq!(transcript.current().err(), Some(Fatal::INTERNAL));
    assert_eq!(transcript.fork().err(), Some(Fatal::INTERNAL));
}

#[test]
fn forks_go_on_by_themselves() {
    let mut transcript = Transcript::new();
    transcript.add(b"handshake");
    transcript.start(HASH, Keep::Messages).unwrap();
    let mut fork = transcript.fork().unwrap();
    transcript.add(b" one");
    fork.add(b" two");
    hashes(&transcript, b"handshake one");
    hashes(&fork, b"handshake two");
    assert_eq!(fork.messages(), b"");
}

#[test]
fn hash_of_the_first_hello_stands_for_it() {
    let first = digest(b"first hello");
    let expected = [b"\xfe\0\0\x20", first.as_ref(), b"retry", b"second"].concat();
    let mut client = Transcript::new();
    client.add(b"first hello");
    client.replace_hello(HASH).unwrap();
    let mut stateless = Transcript::new();
    stateless.begin_with_hello_hash(first.as_ref()).unwrap();
    for transcript in [&mut client, &mut stateless] {
        transcript.add(b"retry");
        transcript.add(b"second");
        assert_eq!(transcript.messages(), expected);
        transcript.start(HASH, Keep::Nothing).unwrap();
        hashes(transcript, &expected);
    }
}

#[test]
fn binders_cover_a_truncated_hello_alone() {
    let mut server = Transcript::new();
    server.add(b"the whole hello");
    for transcript in [Transcript::new(), server] {
        let covered = transcript.binder_digest(HASH, b"hello", false).unwrap();
        assert_eq!(covered.as_ref(), digest(b"hello").as_ref());
    }
}

#[test]
fn binders_of_a_second_hello_cover_the_first_two_messages() {
    const RETRY: &[u8] = b"\x02\0\0\x05retry";
    let mut client = Transcript::new();
    client.add(b"first hello");
    client.replace_hello(HASH).unwrap();
    client.add(RETRY);
    let expected = [client.messages(), b"truncated"].concat();
    let mut server = Transcript::new();
    server.add(client.messages());
    server.add(b"\x01\0\0\x06second");
    for transcript in [&client, &server] {
        let covered = transcript.binder_digest(HASH, b"truncated", true).unwrap();
        assert_eq!(covered.as_ref(), digest(&expected).as_ref());
    }
    let mut half = Transcript::new();
    half.add(&client.messages()[..client.messages().len() - 1]);
    let binder = half.binder_digest(HASH, b"truncated", true);
    assert_eq!(binder.err(), Some(Fatal::INTERNAL));
}
