//! Each message in each state: what the tables don't have is an unexpected message.
//!
//! The peer is an own engine. From some message on it sends another one, sealed like the right one, and then
//! nothing more.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::endpoint::Peer;
use super::fixtures::Sort;
use super::pair::Pair;
use crate::error::{Fatal, Reason};
use crate::link::{Kind, Records};
use crate::machine::Side;
use crate::message::Header;
use crate::registry::field::OCSP_STATUS;
use crate::registry::group::SECP384R1;
use crate::registry::message::{HandshakeType, *};
use crate::registry::state::{self, *};
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::registry::{alert, message};

/// What is sent in place of the right message. `None` is ChangeCipherSpec.
type Sent = Option<HandshakeType>;

const TYPES: &[HandshakeType] = &[
    HELLO_REQUEST,
    CLIENT_HELLO,
    SERVER_HELLO,
    HELLO_VERIFY_REQUEST,
    NEW_SESSION_TICKET,
    END_OF_EARLY_DATA,
    ENCRYPTED_EXTENSIONS,
    CERTIFICATE,
    SERVER_KEY_EXCHANGE,
    CERTIFICATE_REQUEST,
    SERVER_HELLO_DONE,
    CERTIFICATE_VERIFY,
    CLIENT_KEY_EXCHANGE,
    FINISHED,
    CERTIFICATE_STATUS,
    SUPPLEMENTAL_DATA,
    KEY_UPDATE,
    COMPRESSED_CERTIFICATE,
    NEXT_PROTOCOL,
    MESSAGE_HASH,
    HandshakeType(99),
];

const CHANGE: &[u8] = &[1];

const UNEXPECTED: Fatal = Fatal::new(alert::UNEXPECTED_MESSAGE, Reason::UNEXPECTED_MESSAGE);

/// A way to go through the states.
struct Flow {
    victim: Side,
    pair: fn() -> Pair,
    /// The states in which the victim reads, and what may come there.
    states: &'static [(HandshakeState, &'static [Sent])],
}

impl Flow {
    /// The handshake up to the message with this number, instead of which others come.
    fn until(&self, number: usize, instead: &[Sent]) -> Pair {
        let mut pair = (self.pair)();
        let sent = RefCell::new(0);
        let instead: Vec<_> = instead.iter().map(|sent| encode(*sent)).collect();
        self.peer(&mut pair).tamper(move |kind, message| {
            let number_of_this = sent.replace_with(|sent| *sent + 1);
            match number_of_this.cmp(&number) {
                std::cmp::Ordering::Less => vec![(kind, message.to_vec())],
                std::cmp::Ordering::Equal => instead.clone(),
                std::cmp::Ordering::Greater => Vec::new(),
            }
        });
        pair.drive();
        pair
    }

    fn peer<'a>(&self, pair: &'a mut Pair) -> &'a mut Peer {
        match self.victim {
            Side::Client => &mut pair.server,
            Side::Server => &mut pair.client,
        }
    }

    fn victim<'a>(&self, pair: &'a mut Pair) -> &'a mut Peer {
        match self.victim {
            Side::Client => &mut pair.client,
            Side::Server => &mut pair.server,
        }
    }

    fn check(&self) {
        let mut seen = Vec::new();
        for number in 0.. {
            let mut pair = self.until(number, &[]);
            let version = self.victim(&mut pair).version();
            let state = self.victim(&mut pair).handshake.state;
            if state == state::OK {
                break;
            }
            let known = self.states.iter().find(|known| known.0 == state);
            let (_, expected) = known.unwrap_or_else(|| panic!("{state:?}"));
            seen.push(state);
            let mut accepted = Vec::new();
            for sent in candidates(version) {
                let mut pair = self.until(number, &[sent]);
                if self.victim(&mut pair).failure() != Some(UNEXPECTED) {
                    accepted.push(sent);
                }
            }
            // A client in a handshake passes HelloRequest over.
            let passed = (self.victim == Side::Client).then_some(Some(HELLO_REQUEST));
            let expected: BTreeSet<_> = expected.iter().copied().chain(passed).collect();
            assert_eq!(BTreeSet::from_iter(accepted), expected, "{state:?}");
        }
        for (state, _) in self.states {
            assert!(seen.contains(state), "{state:?}");
        }
    }
}

/// In TLS 1.3 a ChangeCipherSpec never comes to the handshake.
fn candidates(version: ProtocolVersion) -> impl Iterator<Item = Sent> {
    let change = (version == TLS12).then_some(None);
    TYPES.iter().copied().map(Some).chain(change)
}

/// A message without a body.
fn encode(sent: Sent) -> (Kind, Vec<u8>) {
    match sent {
        None => (Kind::ChangeCipherSpec, CHANGE.to_vec()),
        Some(kind) => (Kind::Handshake, vec![kind.0, 0, 0, 0]),
    }
}

/// Without the ChangeCipherSpec for middleboxes, which is in the clear.
fn tls13() -> Pair {
    let pair = Pair::new().only(TLS13);
    pair.configure(|config| config.options.middlebox_compat = false)
}

fn tls12() -> Pair {
    Pair::new().only(TLS12)
}

fn with_status(pair: Pair) -> Pair {
    pair.client.configure(|config| {
        config.status_type = Some(OCSP_STATUS.0);
        config.callbacks.status = true;
    });
    pair.server
        .configure(|config| config.callbacks.status = true);
    pair.server.response.replace(b"response".to_vec());
    pair
}

fn resumed(mut pair: Pair) -> Pair {
    pair.finish();
    pair.exchange();
    pair.again()
}

#[test]
fn clients_of_tls13() {
    Flow {
        victim: Side::Client,
        pair: || tls13().ask_client(Some(Sort::P256)),
        states: &[
            (CW_CLNT_HELLO, &[Some(SERVER_HELLO)]),
            (CR_SRVR_HELLO, &[Some(message::ENCRYPTED_EXTENSIONS)]),
            (
                CR_ENCRYPTED_EXTENSIONS,
                &[Some(CERTIFICATE_REQUEST), Some(CERTIFICATE)],
            ),
            (CR_CERT_REQ, &[Some(CERTIFICATE)]),
            (CR_CERT, &[Some(CERTIFICATE_VERIFY)]),
            (CR_CERT_VRFY, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn clients_of_tls13_that_resume() {
    Flow {
        victim: Side::Client,
        pair: || resumed(tls13()),
        states: &[
            (CW_CLNT_HELLO, &[Some(SERVER_HELLO)]),
            (CR_SRVR_HELLO, &[Some(message::ENCRYPTED_EXTENSIONS)]),
            (CR_ENCRYPTED_EXTENSIONS, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn servers_of_tls13() {
    Flow {
        victim: Side::Server,
        pair: || tls13().ask_client(Some(Sort::P256)),
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (state::EARLY_DATA, &[Some(CERTIFICATE)]),
            (SR_CERT, &[Some(CERTIFICATE_VERIFY)]),
            (SR_CERT_VRFY, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn servers_of_tls13_whose_client_has_no_certificate() {
    Flow {
        victim: Side::Server,
        pair: || tls13().ask_client(None),
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (state::EARLY_DATA, &[Some(CERTIFICATE)]),
            (SR_CERT, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn servers_of_tls13_without_client_certificates() {
    Flow {
        victim: Side::Server,
        pair: || resumed(tls13()),
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (state::EARLY_DATA, &[Some(FINISHED)]),
        ],
    }
    .check();
}

/// Between the two hellos, a server is in the state in which it waits for early data.
#[test]
fn servers_after_a_retry() {
    let pair = || {
        let pair = tls13();
        pair.server
            .configure(|config| config.groups = vec![SECP384R1]);
        pair
    };
    let mut accepted = Vec::new();
    for sent in candidates(TLS13) {
        let flow = Flow {
            victim: Side::Server,
            pair,
            states: &[],
        };
        let pair = flow.until(1, &[sent]);
        if pair.server.failure() != Some(UNEXPECTED) {
            accepted.push(sent);
        }
    }
    assert_eq!(accepted, [Some(CLIENT_HELLO)]);
}

#[test]
fn clients_of_tls12() {
    Flow {
        victim: Side::Client,
        pair: || with_status(tls12().ask_client(Some(Sort::P256))),
        states: &[
            (CW_CLNT_HELLO, &[Some(SERVER_HELLO)]),
            (CR_SRVR_HELLO, &[Some(CERTIFICATE)]),
            (
                CR_CERT,
                &[Some(CERTIFICATE_STATUS), Some(SERVER_KEY_EXCHANGE)],
            ),
            (CR_CERT_STATUS, &[Some(SERVER_KEY_EXCHANGE)]),
            (
                CR_KEY_EXCH,
                &[Some(CERTIFICATE_REQUEST), Some(SERVER_HELLO_DONE)],
            ),
            (CR_CERT_REQ, &[Some(SERVER_HELLO_DONE)]),
            (CW_FINISHED, &[Some(NEW_SESSION_TICKET)]),
            (CR_SESSION_TICKET, &[None]),
            (CR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn clients_of_tls12_without_tickets() {
    Flow {
        victim: Side::Client,
        pair: || tls12().configure(|config| config.options.no_ticket = true),
        states: &[
            (CW_CLNT_HELLO, &[Some(SERVER_HELLO)]),
            (CR_SRVR_HELLO, &[Some(CERTIFICATE)]),
            (CR_CERT, &[Some(SERVER_KEY_EXCHANGE)]),
            (
                CR_KEY_EXCH,
                &[Some(CERTIFICATE_REQUEST), Some(SERVER_HELLO_DONE)],
            ),
            (CW_FINISHED, &[None]),
            (CR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn clients_of_tls12_that_resume() {
    Flow {
        victim: Side::Client,
        pair: || resumed(tls12()),
        states: &[
            (CW_CLNT_HELLO, &[Some(SERVER_HELLO)]),
            (CR_SRVR_HELLO, &[None]),
            (CR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
    Flow {
        victim: Side::Client,
        pair: || {
            let pair = resumed(tls12());
            pair.server.on.renew.set(|_| true);
            pair
        },
        states: &[
            (CW_CLNT_HELLO, &[Some(SERVER_HELLO)]),
            (CR_SRVR_HELLO, &[Some(NEW_SESSION_TICKET)]),
            (CR_SESSION_TICKET, &[None]),
            (CR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn servers_of_tls12() {
    Flow {
        victim: Side::Server,
        pair: || tls12().ask_client(Some(Sort::P256)),
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (SW_SRVR_DONE, &[Some(CERTIFICATE)]),
            (SR_CERT, &[Some(CLIENT_KEY_EXCHANGE)]),
            (SR_KEY_EXCH, &[Some(CERTIFICATE_VERIFY)]),
            (SR_CERT_VRFY, &[None]),
            (SR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn servers_of_tls12_without_client_certificates() {
    Flow {
        victim: Side::Server,
        pair: tls12,
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (SW_SRVR_DONE, &[Some(CLIENT_KEY_EXCHANGE)]),
            (SR_KEY_EXCH, &[None]),
            (SR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
    Flow {
        victim: Side::Server,
        pair: || tls12().ask_client(None),
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (SW_SRVR_DONE, &[Some(CERTIFICATE)]),
            (SR_CERT, &[Some(CLIENT_KEY_EXCHANGE)]),
            (SR_KEY_EXCH, &[None]),
            (SR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn servers_of_tls12_that_resume() {
    Flow {
        victim: Side::Server,
        pair: || resumed(tls12()),
        states: &[
            (BEFORE, &[Some(CLIENT_HELLO)]),
            (SW_FINISHED, &[None]),
            (SR_CHANGE, &[Some(FINISHED)]),
        ],
    }
    .check();
}

#[test]
fn after_the_handshake() {
    let cases: [(ProtocolVersion, Side, &[HandshakeType]); 4] = [
        (TLS13, Side::Client, &[NEW_SESSION_TICKET, KEY_UPDATE]),
        (TLS13, Side::Server, &[KEY_UPDATE]),
        (TLS12, Side::Client, &[HELLO_REQUEST]),
        (TLS12, Side::Server, &[CLIENT_HELLO]),
    ];
    for (version, side, expected) in cases {
        let mut accepted = Vec::new();
        for kind in TYPES {
            let mut pair = Pair::new().only(version);
            pair.finish();
            pair.exchange();
            let (victim, peer) = match side {
                Side::Client => (&mut pair.client, &mut pair.server),
                Side::Server => (&mut pair.server, &mut pair.client),
            };
            let message = vec![kind.0, 0, 0, 0];
            assert_eq!(message.len(), Header::LEN);
            peer.send(Kind::Handshake, &message).expect("the key seals");
            let output = peer.take_output();
            victim.deliver(&output);
            victim.read();
            if victim.failure() != Some(UNEXPECTED) {
                accepted.push(*kind);
            }
        }
        assert_eq!(accepted, expected, "{version:?} {side:?}");
    }
}
