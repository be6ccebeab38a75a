//! What is known when the handshake is over.

use super::driver::Engine;
use super::{Application, ClientHello, Facts, TLS13};
use rustls::{CommonState, HandshakeKind};

/// rustls's form of the longest fragment: header included, `None` for the default.
pub(super) fn fragment_size(max: usize) -> Option<usize> {
    (1..16384).contains(&max).then_some(max + 5)
}

impl Engine {
    /// What is known so far. `hello` is the ClientHello, for servers.
    pub(super) fn known(&self, hello: Option<&ClientHello>) -> Facts {
        let notes = self.notes.borrow();
        let observer = &self.observer;
        let (own, peer) = (self.own, self.peer());
        let secret = |s: &Option<_>| s.clone().unwrap_or_default();
        let mut facts = Facts {
            version: observer.version.max(self.opening.version()),
            suite: observer.suite,
            peer_key_share: observer.key_share(peer).to_vec(),
            server_name: self.parameters.server_name.clone(),
            ocsp_response: notes.ocsp_response.clone(),
            client_random: observer.client_random,
            server_random: observer.server_random,
            session_id: observer.session_id.clone(),
            master_secret: secret(&notes.secrets.master),
            exporter_secret: secret(&notes.secrets.exporter),
            resumption_secret: secret(&notes.secrets.resumption),
            extended_master_secret: observer.extended_master_secret,
            secure_renegotiation: observer.secure_renegotiation,
            peer_signature_scheme: notes.peer_scheme,
            signature_scheme: notes.own_scheme,
            certificate_requested: observer.request.is_some(),
            finished: observer.finished(own).to_vec(),
            peer_finished: observer.finished(peer).to_vec(),
            ..Facts::default()
        };
        if let Some(hello) = hello {
            facts.server_name = hello.server_name().map(str::to_owned);
            facts.peer_suites = hello.suites().collect();
            facts.peer_groups = hello.groups();
            facts.peer_signature_schemes = hello.signature_schemes();
            facts.secure_renegotiation =
                hello.extension(0xff01).is_some() || hello.suites().any(|s| s == 0x00ff);
        }
        if !self.is_server() {
            facts.certificate_request = observer.request.clone();
            if let Some(request) = &observer.request {
                facts.peer_signature_schemes = request.signature_schemes.clone();
            }
            facts.ticket = observer.ticket.clone();
        }
        facts
    }

    /// Tells the application what is known if that has grown.
    pub(super) fn tell_facts(&mut self, app: &dyn Application) {
        let (observer, notes) = (&self.observer, self.notes.borrow());
        let known = (
            observer.version,
            observer.suite,
            observer.request.is_some(),
            notes.peer_scheme,
            notes.own_scheme,
        );
        drop(notes);
        if known != self.told && known.0 != 0 {
            self.told = known;
            app.learned(self.known(self.opening.hello()));
        }
    }

    /// Adds what rustls knows in the end.
    pub(super) fn describe(&self, common: &CommonState) -> Facts {
        let mut facts = self.known(self.opening.hello());
        let notes = self.notes.borrow();
        facts.version = common.protocol_version().map_or(0, u16::from);
        facts.suite = common
            .negotiated_cipher_suite()
            .map_or(0, |s| s.suite().into());
        facts.group = common
            .negotiated_key_exchange_group()
            .map_or(0, |g| g.name().into());
        facts.alpn = common.alpn_protocol().unwrap_or_default().to_vec();
        facts.resumed = common.handshake_kind() == Some(HandshakeKind::Resumed);
        facts.peer_chain = match &self.parameters.session {
            // rustls was not told of the chain of a session of TLS 1.3.
            Some(session) if facts.resumed && facts.version == TLS13 => session.peer_chain(),
            _ => {
                let chain = common.peer_certificates().unwrap_or_default();
                chain.iter().map(|c| c.to_vec()).collect()
            }
        };
        if let Some(hello) = self.opening.hello().filter(|_| facts.version == TLS13) {
            facts.peer_key_share = hello.key_share(facts.group).unwrap_or_default().to_vec();
        }
        let sent = |_: &_| self.is_server() && !facts.resumed || notes.own_scheme != 0;
        let credential = notes.credential.as_ref().filter(sent);
        facts.credential = credential.map(|(c, _)| c.clone());
        facts
    }
}
