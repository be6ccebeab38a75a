//! What the getters see of the machine's facts.

use std::ffi::CString;
use std::sync::Arc;

use crate::connection::Connection;
use crate::handshake;
use tls::facts::KeyShare;
use tls::registry::version::TLS12;

impl Connection {
    pub(super) fn clear_engine_facts(&self) {
        if let Some(facts) = self.engine.facts.get() {
            // Cells are cleared in place: the machine may hold a reference.
            facts.clear();
        }
    }

    /// Shows the getters what the machine knows by now.
    pub(super) fn sync_facts(&self) {
        let facts = self.engine.facts();
        let server = self.state.is_server();
        let version = facts.version.get();
        self.version.show(version, facts.client_version.get());
        let share = |share: &Option<KeyShare>| {
            share.as_ref().map(|share| handshake::KeyShare {
                group: share.group,
                key: share.key.clone(),
            })
        };
        let negotiated = self.version.is_negotiated();
        let request = (!server && self.engine.was_asked()).then(|| {
            let schemes = |list: Option<std::rc::Rc<[_]>>| {
                let list: Vec<tls::registry::scheme::SignatureScheme> =
                    list.map_or_else(Vec::new, |list| list.to_vec());
                list
            };
            let request = handshake::CertificateRequest {
                authorities: Vec::new(),
                signature_schemes: schemes(facts.peer_schemes.get()),
                certificate_schemes: schemes(facts.peer_cert_schemes.get()),
                certificate_types: facts.certificate_types.borrow().to_vec(),
            };
            // Programs have pointers into the one that was shown before.
            let shown = self.negotiation.facts();
            let shown = shown.as_ref().and_then(|f| f.certificate_request.clone());
            shown
                .filter(|shown| **shown == request)
                .unwrap_or_else(|| Arc::new(request))
        });
        let mut master = Vec::new();
        if version <= TLS12 {
            let session = self.current_session();
            let secret = session.map(|session| session.read().secret.clone());
            master.extend_from_slice(&secret.unwrap_or_default());
        }
        let shown = handshake::Facts {
            library: self.library(),
            version: negotiated.then_some(version),
            suite: facts.suite.get().map(|suite| suite.id),
            group: facts.group.get(),
            peer_signature_scheme: facts.peer_scheme.get().map(|scheme| scheme.id),
            signature_scheme: facts.scheme.get().map(|scheme| scheme.id),
            resumed: facts.hit.get(),
            extended_master_secret: facts.extended_master_secret.get(),
            certificate_requested: facts.certificate_requests.get() > 0,
            secure_renegotiation: facts.secure_renegotiation.get(),
            client_random: facts.client_random.get(),
            server_random: facts.server_random.get(),
            session_id: handshake::Short::new(&facts.legacy_session_id.get()),
            master_secret: tls::schedule::SecretBytes::new(&master).unwrap_or_default(),
            exporter_secret: facts.exporter_secret.borrow().clone(),
            resumption_secret: facts.resumption_secret.borrow().clone(),
            finished: handshake::Short::new(&facts.finished.get()),
            peer_finished: handshake::Short::new(&facts.peer_finished.get()),
            alpn: facts.alpn.borrow().clone(),
            server_name: None,
            peer_key_share: share(&facts.peer_share.borrow()),
            own_key_share: share(&facts.share.borrow()),
            certificate_request: request,
            credential: None,
        };
        self.put_facts(Some(Box::new(shown)));
        // What has not changed stays where it is: programs have pointers to it.
        if *self.negotiation.protocol() != **facts.alpn.borrow() {
            self.negotiation.select_protocol(&facts.alpn.borrow());
        }
        if server {
            let name = facts.host_name.borrow().as_deref().map(<[u8]>::to_vec);
            let name = name.and_then(|name| CString::new(name).ok());
            if *self.negotiation.host_name() != name {
                self.negotiation.set_host_name(name);
            }
        }
        self.resumption.set_hit(facts.hit.get());
        self.negotiation
            .note_offer(|offered| offered.follow(facts, server));
    }
}
