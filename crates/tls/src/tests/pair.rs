//! Two sides that talk.

use super::endpoint::Peer;
use super::fixtures::Sort;
use crate::config::Config;
use crate::error::Fatal;
use crate::machine::{Outcome, Side};
use crate::record::alert::Alert;
use crate::registry::version::ProtocolVersion;

/// A client and a server.
pub struct Pair {
    pub client: Peer,
    pub server: Peer,
}

impl Pair {
    /// Both with the settings with which OpenSSL starts; the server has a certificate.
    pub fn new() -> Pair {
        Pair::with(Sort::P256)
    }

    pub fn with(sort: Sort) -> Pair {
        let pair = Pair {
            client: Peer::new(Side::Client),
            server: Peer::new(Side::Server),
        };
        pair.server.configure(|config| {
            config.credentials = vec![sort.credential()];
            config.current = Some(sort.credential().key_type);
        });
        pair
    }

    /// Both sides have this version only.
    pub fn only(self, version: ProtocolVersion) -> Pair {
        self.configure(|config| {
            config.lowest = Some(version);
            config.highest = Some(version);
        })
    }

    /// Changes the settings of both sides.
    pub fn configure(self, change: impl Fn(&mut Config)) -> Pair {
        self.client.configure(&change);
        self.server.configure(&change);
        self
    }

    /// The server asks for a certificate. The client has one, if `sort` says so.
    pub fn ask_client(self, sort: Option<Sort>) -> Pair {
        self.server.configure(|config| {
            config.verify.peer = true;
            config.session_id_context = b"context".to_vec();
        });
        if let Some(sort) = sort {
            self.client.configure(|config| {
                config.credentials = vec![sort.credential()];
                config.current = Some(sort.credential().key_type);
            });
        }
        self
    }

    /// A second connection of the same two, in which the client wants to resume.
    pub fn again(&self) -> Pair {
        Pair {
            client: self.client.again(),
            server: self.server.again(),
        }
    }

    /// Runs both sides until neither can go on.
    pub fn drive(&mut self) {
        for _ in 0..100 {
            let client = step(&mut self.client);
            let to_server = self.client.take_output();
            self.server.deliver(&to_server);
            let server = step(&mut self.server);
            let to_client = self.server.take_output();
            self.client.deliver(&to_client);
            let stopped = [client, server]
                .iter()
                .all(|outcome| *outcome != Outcome::Record);
            if stopped || to_server.is_empty() && to_client.is_empty() {
                return;
            }
        }
        panic!("the handshake has no end");
    }

    /// Runs both sides, which must succeed.
    pub fn finish(&mut self) {
        self.drive();
        if !self.client.is_done() || !self.server.is_done() {
            panic!("{}", self.journals());
        }
    }

    /// Runs both sides, of which the client fails, and the server hears why.
    pub fn fail_client(&mut self, fatal: Fatal) {
        self.drive();
        assert_eq!(self.client.failure(), Some(fatal), "{}", self.journals());
        self.expect_alert(&self.server, fatal);
    }

    /// Runs both sides, of which the server fails, and the client hears why.
    pub fn fail_server(&mut self, fatal: Fatal) {
        self.drive();
        assert_eq!(self.server.failure(), Some(fatal), "{}", self.journals());
        if self.client.is_done() {
            self.client.read();
        }
        self.expect_alert(&self.client, fatal);
    }

    fn expect_alert(&self, peer: &Peer, fatal: Fatal) {
        let version = peer.version();
        let alert = fatal
            .alert
            .map(|alert| Alert::fatal(alert).known_to(version));
        let heard = alert.map(|alert| format!("alerted {:?}", alert.description));
        assert_eq!(peer.noted(&["alerted"]).pop(), heard, "{}", self.journals());
    }

    /// What both sides did.
    pub fn journals(&self) -> String {
        let journal = |peer: &Peer| peer.take_journal().join("\n  ");
        let (client, server) = (journal(&self.client), journal(&self.server));
        format!("client:\n  {client}\nserver:\n  {server}")
    }

    /// After the handshake: each side reads what the other has sent, until nothing is left.
    pub fn exchange(&mut self) {
        loop {
            let to_server = self.client.take_output();
            let to_client = self.server.take_output();
            self.server.deliver(&to_server);
            self.server.read();
            self.client.deliver(&to_client);
            self.client.read();
            if to_server.is_empty() && to_client.is_empty() {
                return;
            }
        }
    }

    /// Both sides send a word, which the other gets.
    pub fn talk(&mut self) {
        self.client.write(b"question");
        self.server.write(b"answer");
        self.exchange();
        assert_eq!(self.server.received.take(), b"question");
        assert_eq!(self.client.received.take(), b"answer");
    }
}

/// One side goes on, unless it is at its end.
fn step(peer: &mut Peer) -> Outcome {
    match peer.outcome {
        Some(outcome @ (Outcome::Done | Outcome::Failed(_) | Outcome::Wait(_))) => outcome,
        _ => peer.advance(),
    }
}
