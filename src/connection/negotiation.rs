//! The results of the handshake so far: what the peer offered and what was selected. Entry points may read them
//! while callbacks run.

use std::cell::{Cell, Ref, RefCell};
use std::ffi::CString;
use std::rc::Rc;
use std::time::Duration;

use super::offer::PeerOffer;
use super::peer_ciphers::PeerCiphers;
use super::Connection;
use crate::handshake::{ClientHello, Facts};
use tls::registry::group::NamedGroup;

/// The results of the handshake so far.
#[derive(Default)]
pub struct Negotiation {
    /// The facts that the handshake has established; `None` before.
    facts: RefCell<Option<Box<Facts>>>,
    /// What the peer offers.
    offered: RefCell<PeerOffer>,
    /// Server: the ClientHello, while the callbacks that may read it run.
    client_hello: RefCell<Option<Rc<ClientHello>>>,
    /// Server: the same ClientHello afterwards, until the end of the handshake, because getters may still read
    /// it.
    settled_client_hello: RefCell<Option<Rc<ClientHello>>>,
    /// Client: the name for the server name extension (`SSL_set_tlsext_host_name`). Server: the name
    /// that the client asked for, set before the server name callback runs.
    host_name: RefCell<Option<CString>>,
    /// The selected protocol (ALPN); empty for none.
    protocol: RefCell<Box<[u8]>>,
    /// The stack that `SSL_get_client_ciphers` returned.
    shown_ciphers: RefCell<Option<PeerCiphers>>,
    /// The time that the peer took to answer; `None` while it is unknown.
    round_trip: Cell<Option<Duration>>,
}

impl Negotiation {
    /// The facts that the handshake has established; `None` before.
    pub fn facts(&self) -> Ref<'_, Option<Box<Facts>>> {
        self.facts.borrow()
    }

    /// Sets the key exchange's group to the session's.
    pub(super) fn recall_group(&self, group: Option<NamedGroup>) {
        if let Some(facts) = self.facts.borrow_mut().as_mut() {
            facts.group = group;
        }
    }

    pub(crate) fn offered(&self) -> Ref<'_, PeerOffer> {
        self.offered.borrow()
    }

    /// Lets `note` change the peer's offer. `note` must not call the application.
    pub(super) fn note_offer<T>(&self, note: impl FnOnce(&mut PeerOffer) -> T) -> T {
        note(&mut self.offered.borrow_mut())
    }

    /// Server: the ClientHello, while the callbacks that may read it run.
    pub fn client_hello(&self) -> Ref<'_, Option<Rc<ClientHello>>> {
        self.client_hello.borrow()
    }

    /// Keeps the ClientHello for the callbacks that follow.
    pub(super) fn keep_client_hello(&self, hello: &Rc<ClientHello>) {
        self.client_hello.replace(Some(hello.clone()));
    }

    /// Ends the callbacks' access to the ClientHello. The first call returns it.
    pub(super) fn settle_client_hello(&self) -> Option<Rc<ClientHello>> {
        let hello = self.client_hello.take()?;
        self.settled_client_hello.replace(Some(hello.clone()));
        Some(hello)
    }

    /// Frees the ClientHello at the end of the handshake.
    pub(super) fn forget_client_hello(&self) {
        drop(self.client_hello.take());
        drop(self.settled_client_hello.take());
    }

    /// The name that a client asks for.
    pub(super) fn host_name(&self) -> Ref<'_, Option<CString>> {
        self.host_name.borrow()
    }

    pub(super) fn set_host_name(&self, name: Option<CString>) {
        drop(self.host_name.replace(name));
    }

    /// `SSL_get0_alpn_selected`: empty for none.
    pub fn protocol(&self) -> Ref<'_, [u8]> {
        Ref::map(self.protocol.borrow(), |protocol| &**protocol)
    }

    pub(super) fn select_protocol(&self, protocol: &[u8]) {
        self.protocol.replace(protocol.into());
    }

    /// Lets `show` change the stack that `SSL_get_client_ciphers` returned.
    pub(super) fn show_ciphers<T>(&self, show: impl FnOnce(&mut Option<PeerCiphers>) -> T) -> T {
        show(&mut self.shown_ciphers.borrow_mut())
    }

    /// `SSL_get_handshake_rtt`.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip.get()
    }

    /// Forgets the time that the peer took, because a handshake begins.
    pub(super) fn begin_round_trip(&self) {
        self.round_trip.set(None);
    }

    /// Sets the time that the peer took; the first value counts.
    pub(super) fn end_round_trip(&self, time: Option<Duration>) {
        self.round_trip.set(self.round_trip.get().or(time));
    }

    /// `SSL_clear`: the name stays. Returns what is to be freed.
    pub(super) fn clear(&self) -> impl Sized {
        self.offered.borrow_mut().clear();
        self.protocol.take();
        self.facts.take()
    }
}

impl Connection {
    /// The group of the key exchange; that of the session before the key exchange and if a TLS 1.2 session
    /// is resumed.
    pub fn key_exchange_group(&self) -> Option<NamedGroup> {
        let facts = self.negotiation.facts();
        let negotiated = facts.as_ref().and_then(|facts| facts.group);
        negotiated.or_else(|| self.resumption.ask(|data| data.named_group()).flatten())
    }

    /// Replaces the handshake's facts.
    pub(super) fn put_facts(&self, facts: Option<Box<Facts>>) {
        self.put(&self.negotiation.facts, facts);
    }
}
