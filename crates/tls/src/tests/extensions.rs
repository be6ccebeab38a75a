//! Extensions of which whole handshakes show something: NPN, the program's own, cookies.

use super::endpoint::Peer;
use super::pair::Pair;
use crate::config::CustomExtension;
use crate::error::{Fatal, Reason};
use crate::machine::Outcome;
use crate::registry::alert;
use crate::registry::extension::ExtensionType;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};

const VERSIONS: [ProtocolVersion; 2] = [TLS13, TLS12];

/// `SSL_EXT_*`: ClientHello, ServerHello of TLS 1.2, EncryptedExtensions.
const HELLOS: u32 = 0x80 | 0x100 | 0x400;

fn custom(adds: bool) -> Vec<CustomExtension> {
    vec![CustomExtension {
        extension_type: ExtensionType(60_000),
        context: HELLOS,
        role: None,
        adds,
        parses: true,
    }]
}

#[test]
fn a_client_selects_by_npn() {
    for (version, selects) in [(TLS12, true), (TLS13, false)] {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.callbacks.npn_select = true);
        pair.server
            .configure(|config| config.callbacks.npn_advertised = true);
        pair.server
            .on
            .protocol
            .set(|_| Some(b"\x02h2\x01x".to_vec()));
        pair.client.on.protocol.set(|_| Some(b"x".to_vec()));
        pair.finish();
        let expected: &[u8] = if selects { b"x" } else { b"" };
        for peer in [&pair.client, &pair.server] {
            assert_eq!(&**peer.facts.next_protocol.borrow(), expected);
        }
        pair.exchange();
        pair.talk();
    }
}

#[test]
fn a_client_that_selects_nothing() {
    let mut pair = Pair::new().only(TLS12);
    pair.client
        .configure(|config| config.callbacks.npn_select = true);
    pair.server
        .configure(|config| config.callbacks.npn_advertised = true);
    pair.server.on.protocol.set(|_| Some(b"\x02h2".to_vec()));
    pair.fail_client(Fatal::new(alert::HANDSHAKE_FAILURE, Reason::BAD_EXTENSION));
}

#[test]
fn programs_exchange_extensions_of_their_own() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.custom_extensions = custom(true));
        pair.server
            .configure(|config| config.custom_extensions = custom(true));
        pair.finish();
        let calls = |peer: &Peer| {
            let calls = peer.noted(&["callback"]);
            let calls = calls.into_iter().filter(|call| call.contains("custom"));
            calls.collect::<Vec<_>>()
        };
        let (add, parse) = ("callback add_custom 0", "callback parse_custom 0");
        assert_eq!(calls(&pair.client), [add, parse]);
        assert_eq!(calls(&pair.server), [parse, add]);
    }
}

#[test]
fn a_server_answers_only_what_it_was_asked() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.server
            .configure(|config| config.custom_extensions = custom(true));
        pair.finish();
        assert!(!pair.server.has_noted("callback add_custom 0"));
    }
}

#[test]
fn a_program_may_refuse_an_extension_of_its_own() {
    for version in VERSIONS {
        let mut pair = Pair::new().only(version);
        pair.client
            .configure(|config| config.custom_extensions = custom(true));
        pair.server
            .configure(|config| config.custom_extensions = custom(true));
        pair.client.on.accepts.set(|_| false);
        if version == TLS12 {
            // This callback sees the ticket extension too.
            pair.client
                .configure(|config| config.options.no_ticket = true);
        }
        pair.fail_client(Fatal::new(alert::ACCESS_DENIED, Reason::BAD_EXTENSION));
    }
}

/// A stateless server of TLS 1.3 with callbacks for cookies.
fn stateless() -> Pair {
    let pair = Pair::new().only(TLS13);
    pair.client
        .configure(|config| config.options.middlebox_compat = false);
    pair.server.configure(|config| {
        config.callbacks.make_cookie = true;
        config.callbacks.check_cookie = true;
    });
    pair.server.stateless.set(true);
    pair
}

/// The client's next flight.
fn flight(client: &mut Peer) -> Vec<u8> {
    assert_eq!(client.advance(), Outcome::Record);
    client.take_output()
}

#[test]
fn a_stateless_server_knows_the_client_by_its_cookie() {
    let mut pair = stateless();
    let hello = flight(&mut pair.client);
    pair.server.deliver(&hello);
    assert_eq!(pair.server.advance(), Outcome::Done);
    let request = pair.server.take_output();
    pair.client.deliver(&request);
    let hello = flight(&mut pair.client);

    // Another connection gets the second hello.
    pair.server = pair.server.again();
    pair.server.stateless.set(true);
    pair.server.deliver(&hello);
    assert_eq!(pair.server.advance(), Outcome::Done);
    assert!(pair.server.has_noted("callback check_cookie"));
    assert!(pair.server.handshake.cookie_ok);
    pair.server.stateless.set(false);
    pair.server.outcome = None;
    pair.finish();
    pair.exchange();
    pair.talk();
}

#[test]
fn a_cookie_may_be_refused() {
    let mut pair = stateless();
    let hello = flight(&mut pair.client);
    pair.server.deliver(&hello);
    assert_eq!(pair.server.advance(), Outcome::Done);
    let request = pair.server.take_output();
    pair.client.deliver(&request);
    let hello = flight(&mut pair.client);

    pair.server = pair.server.again();
    pair.server.stateless.set(true);
    pair.server.on.accepts.set(|_| false);
    pair.server.deliver(&hello);
    let refused = Fatal::new(alert::ILLEGAL_PARAMETER, Reason::COOKIE_MISMATCH);
    assert_eq!(pair.server.advance(), Outcome::Failed(refused));
}
