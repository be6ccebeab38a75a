//! The machine's questions to the program behind the connection.

use std::ffi::CStr;
use std::rc::Rc;
use std::sync::Arc;

use libc::{c_int, c_uint};

use crate::connection::state::{Role, Want};
use crate::connection::Connection;
use crate::constants::*;
use crate::context::security::{default_rule, Secured};
use crate::handshake::{self, Direction as Side, Message};
use crate::record::ContentType;
use crate::session::peer::PeerCertificates;
use crate::sys::err;
use crate::sys::x509::X509;
use crypto::hash::Function;
use crypto::pkey::PKey;
use crypto::rand;
use crypto::signature::{SigningKey, SigningParameters};
use tls::choose::signature::PeerKey;
use tls::choose::{Question, Subject};
use tls::cipher::Cipher;
use tls::config::{Config, Credential};
use tls::error::{Fatal, Reason};
use tls::exchange::psk::MAX_KEY_LENGTH;
use tls::exchange::Share;
use tls::facts::Facts;
use tls::link::{
    Answer, CertificateAnswer, Kind, LeafKey, Link, NameAnswer, Program, PskAnswer, Sealed,
    SessionSecret, Ticket,
};
use tls::message::client_hello::ClientHello;
use tls::registry::alert::{self, AlertDescription};
use tls::registry::extension::ExtensionType;
use tls::registry::group::NamedGroup;
use tls::registry::message;
use tls::registry::scheme::SignatureAlgorithm;
use tls::registry::state::HandshakeState;
use tls::registry::version::{ProtocolVersion, TLS12};
use tls::schedule::Transcript;
use tls::session::Resumable;
use zeroize::Zeroizing;

/// What a feature that is not there says.
const REFUSED: Fatal = Fatal::INTERNAL;

impl Link for Connection {
    fn random(&self, out: &mut [u8]) -> Result<(), Fatal> {
        Ok(rand::bytes(&self.library(), out)?)
    }

    fn share(&self, group: NamedGroup) -> Result<Share, Fatal> {
        let library = self.library();
        self.outside(|| Share::generate(&library, group))
    }

    fn now(&self) -> i64 {
        crypto::clock::now()
    }
}

/// The alert that an application has set.
fn description(alert: c_int) -> AlertDescription {
    u8::try_from(alert).map_or(alert::INTERNAL_ERROR, AlertDescription)
}

impl Connection {
    /// The version as the machine sees it.
    pub(in crate::connection) fn engine_version(&self) -> ProtocolVersion {
        self.engine.facts().version.get()
    }

    /// How libcrypto signs with an algorithm.
    fn signature_algorithm(
        &self,
        scheme: &'static SignatureAlgorithm,
        key: &PKey,
    ) -> Option<SigningParameters> {
        tls::cipher::sigalg::algorithm(scheme.id, key.subject_public_key().kind)
    }
}

impl Program for Connection {
    fn facts(&self) -> &Facts {
        self.engine.facts()
    }

    fn release(&self, config: Arc<Config>) {
        self.outside(|| drop(config));
    }

    fn config(&self) -> Arc<Config> {
        self.machine_config()
    }

    fn allows(&self, question: Question) -> bool {
        let settings = self.settings();
        let operation = question.operation.0;
        let (bits, nid) = (question.bits, question.nid);
        if settings.security_callback.is_none() {
            let suite = match question.subject {
                Subject::Suite(suite) => Some(suite),
                _ => None,
            };
            return default_rule(settings.security_level, operation, bits, nid, suite);
        }
        let number;
        let other = match question.subject {
            Subject::Suite(suite) => std::ptr::from_ref::<Cipher>(suite).cast_mut().cast(),
            Subject::Group(group) => {
                number = group.0.to_be_bytes();
                number.as_ptr().cast_mut().cast()
            }
            Subject::Scheme(scheme) => {
                number = scheme.0.to_be_bytes();
                number.as_ptr().cast_mut().cast()
            }
            _ => std::ptr::null_mut(),
        };
        self.sync_facts();
        self.is_secure(operation, bits, nid, other)
    }

    fn told_step(&self) {
        self.sync_facts();
        self.report_loop();
    }

    fn enter(&self, state: HandshakeState) {
        self.state.move_to(state);
    }

    fn started(&self, report: bool) -> Result<(), Fatal> {
        if report {
            self.report_info(SSL_CB_HANDSHAKE_START, 1);
        }
        let version = self.current_version().0.into();
        if !self.is_secure(SSL_SECOP_VERSION, 0, version, std::ptr::null_mut()) {
            // OpenSSL does not look for a version that is.
            return Err(Fatal::silent(Reason::ERR_R_INTERNAL_ERROR));
        }
        if self.method().version.is_some_and(|only| only < TLS12) {
            // Like a version that a policy forbids, which programs expect that try each version.
            return Err(Fatal::silent(Reason::UNSUPPORTED_PROTOCOL));
        }
        Ok(())
    }

    fn count_attempt(&self, first: bool) {
        self.machine_count_attempt(first);
    }

    fn sent_shutdown(&self) -> bool {
        self.state.sent_shutdown()
    }

    fn is_stateless(&self) -> bool {
        false
    }

    fn may_renegotiate(&self) -> bool {
        let channel = self.channel.borrow();
        !channel.reader.has_pending() && !channel.writer.has_output()
    }

    fn save_transcript(&self, transcript: &Transcript) {
        self.engine.transcript.replace(transcript.fork().ok());
    }

    fn saved_transcript(&self) -> Option<Transcript> {
        let saved = self.engine.transcript.borrow();
        saved.as_ref().and_then(|saved| saved.fork().ok())
    }

    fn end_session(&self) {
        self.sync_facts();
        self.machine_end_session();
    }

    fn done(&self, report: bool, more: bool) {
        self.forget_client_hello();
        self.sync_facts();
        if !self.is_established() {
            self.establish_channel();
        }
        let tell = || {
            if report {
                self.report_info(SSL_CB_HANDSHAKE_DONE, 1);
            }
        };
        match more {
            true => self.state.finish_for(tell),
            false => {
                self.state.finish();
                tell();
            }
        }
    }

    fn clear_shutdown(&self) {
        self.state.set_shutdown(0);
    }

    fn received(&self, kind: Kind, message: &[u8]) {
        let content_type = match kind {
            Kind::Handshake | Kind::Ssl2Hello => ContentType::Handshake,
            Kind::ChangeCipherSpec => ContentType::ChangeCipherSpec,
        };
        self.report_message(Message {
            direction: Side::Read,
            version: self.engine_version(),
            content_type: u8::from(content_type).into(),
            bytes: message,
        });
    }

    fn extension_seen(&self, kind: ExtensionType, content: &[u8]) {
        self.report_extension(kind, content);
    }

    fn add_custom(&self, _: usize, _: u32, _: usize) -> Result<Option<Vec<u8>>, AlertDescription> {
        Ok(None)
    }

    fn parse_custom(&self, _: usize, _: u32, _: usize, _: &[u8]) -> Result<(), AlertDescription> {
        Ok(())
    }

    fn queue_error(&self, reason: Reason) {
        err::raise(reason);
    }

    fn key_log(&self, label: &'static str, secret: &[u8]) {
        self.sync_facts();
        let random = self.engine.facts().client_random.get();
        self.log_key(label, &random, secret);
    }

    fn key_log_rsa(&self, encrypted: &[u8; 8], premaster: &[u8]) {
        self.log_key("RSA", encrypted, premaster);
    }

    fn client_hello(&self, hello: &Rc<ClientHello>) -> Result<Answer, Fatal> {
        let mut message = vec![message::CLIENT_HELLO.0];
        message.extend_from_slice(&(hello.body().len() as u32).to_be_bytes()[1..]);
        message.extend_from_slice(hello.body());
        // A callback that is asked again finds the hello where it was.
        let is_kept = self
            .negotiation
            .client_hello()
            .as_ref()
            .is_some_and(|kept| *kept.bytes() == *message);
        if let (false, Ok(shown)) = (is_kept, handshake::ClientHello::parse(&message)) {
            self.keep_client_hello(&Rc::new(shown));
        }
        let callback = self.context().hooks().client_hello;
        let Some(call) = callback.call else {
            return Ok(Answer::Continue);
        };
        let mut alert = c_int::from(alert::INTERNAL_ERROR.0);
        // SAFETY: the application's callback, called with a live connection as documented.
        let ask = || unsafe { call(self.as_ptr().cast(), &mut alert, callback.arg) };
        match self.outside(ask) {
            SSL_CLIENT_HELLO_SUCCESS => Ok(Answer::Continue),
            SSL_CLIENT_HELLO_RETRY => Ok(Answer::Wait),
            _ => Err(Fatal::new(description(alert), Reason::CALLBACK_FAILED)),
        }
    }

    fn client_hello_done(&self) {
        self.negotiation.settle_client_hello();
    }

    fn server_name(&self) -> NameAnswer {
        self.sync_facts();
        let (returned, alert) = self.call_server_name();
        match returned {
            SSL_TLSEXT_ERR_OK => NameAnswer::Accept,
            SSL_TLSEXT_ERR_ALERT_WARNING => NameAnswer::Warn(description(alert)),
            SSL_TLSEXT_ERR_ALERT_FATAL => NameAnswer::Refuse(description(alert)),
            SSL_TLSEXT_ERR_NOACK => NameAnswer::Ignore,
            _ => NameAnswer::Other,
        }
    }

    fn move_attempt(&self) {
        self.follow_context();
    }

    fn select_alpn(&self, offered: &[u8]) -> Result<Option<Vec<u8>>, Fatal> {
        self.sync_facts();
        let callback = self.context().hooks().alpn_select;
        let Some(call) = callback.call else {
            return Ok(None);
        };
        let mut chosen = std::ptr::null();
        let mut length = 0;
        // Programs choose a part of the list, and some read their choice again later.
        let offered = self
            .negotiation
            .note_offer(|kept| kept.keep_protocols(offered));
        // SAFETY: the application's callback; the list stays with the connection.
        let ask = || unsafe {
            call(
                self.as_ptr().cast(),
                &mut chosen,
                &mut length,
                offered.cast(),
                offered.len() as c_uint,
                callback.arg,
            )
        };
        match self.outside(ask) {
            SSL_TLSEXT_ERR_OK if !chosen.is_null() => {
                // SAFETY: the callback gave a pointer to as many bytes, alive until it is called again.
                let name = unsafe { std::slice::from_raw_parts(chosen, usize::from(length)) };
                Ok(Some(name.to_vec()))
            }
            SSL_TLSEXT_ERR_NOACK => Ok(None),
            _ => Err(Fatal::new(
                alert::NO_APPLICATION_PROTOCOL,
                Reason::NO_APPLICATION_PROTOCOL,
            )),
        }
    }

    fn advertise_protocols(&self) -> Option<Vec<u8>> {
        None
    }

    fn select_protocol(&self, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn ticket_extension_seen(&self, _: &[u8]) -> bool {
        true
    }

    fn receive_responders(&self, _: &[&[u8]]) -> bool {
        true
    }

    fn receive_status_extensions(&self, _: &[u8]) -> bool {
        true
    }

    fn make_cookie(&self) -> Option<Vec<u8>> {
        None
    }

    fn check_cookie(&self, _: &[u8]) -> bool {
        false
    }

    fn cookie_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::default()
    }

    fn allows_early_data(&self) -> bool {
        false
    }

    fn status(&self) -> Result<bool, Fatal> {
        self.sync_facts();
        if self.role() != Role::Server {
            return self.check_status().map(|()| true);
        }
        let response = self.choose_status()?;
        let found = response.is_some();
        self.engine.response.replace(response.unwrap_or_default());
        Ok(found)
    }

    fn status_response(&self) -> Vec<u8> {
        self.engine.response.borrow().clone()
    }

    fn received_status(&self, response: &[u8]) {
        self.identity.status().received(response);
    }

    fn certificate(&self) -> Result<Answer, Fatal> {
        self.sync_facts();
        let server = self.role() == Role::Server;
        let callback = self.settings().cert;
        let Some(call) = callback.call else {
            return Ok(Answer::Continue);
        };
        // SAFETY: the application's callback, called with a live connection as documented.
        match self.outside(|| unsafe { call(self.as_ptr().cast(), callback.arg) }) {
            ..=-1 => Ok(Answer::Wait),
            0 => Err(Fatal::new(
                alert::INTERNAL_ERROR,
                match server {
                    true => Reason::CERT_CB_ERROR,
                    false => Reason::CALLBACK_FAILED,
                },
            )),
            1.. => {
                self.state.wait_for(Want::Nothing);
                Ok(Answer::Continue)
            }
        }
    }

    fn client_certificate(&self) -> CertificateAnswer {
        self.sync_facts();
        self.ask_for_client_certificate()
    }

    fn use_credential(&self, credential: &Arc<Credential>) {
        self.use_machine_credential(credential);
    }

    fn check_own_chain(&self, credential: &Credential) -> Result<(), Fatal> {
        self.check_sent_chain(credential)
            .map_err(|reason| Fatal::new(alert::INTERNAL_ERROR, reason))
    }

    fn issuer_asked(&self, credential: &Credential) -> bool {
        self.issuer_is_asked(credential)
    }

    fn receive_certificate(&self, der: &[u8], first: bool) -> Result<(), Fatal> {
        let mut received = self.engine.received.borrow_mut();
        if first {
            received.clear();
        }
        received.push(der.to_vec());
        drop(received);
        let library = self.library();
        match self.outside(|| X509::received(&library, der)) {
            Some(_) => Ok(()),
            None => Err(Fatal::new(
                match self.role() {
                    Role::Server => alert::DECODE_ERROR,
                    _ => alert::BAD_CERTIFICATE,
                },
                Reason::ERR_R_ASN1_LIB,
            )),
        }
    }

    fn verify_chain(&self) -> Result<Answer, Fatal> {
        self.sync_facts();
        let again = self.verification.resume();
        if self.state.want() == Want::RetryVerify {
            self.state.wait_for(Want::Nothing);
        }
        let chain = self.engine.received.borrow().clone();
        let verified = self.verify_peer_chain(&chain, again);
        if verified.is_ok() && self.state.want() == Want::RetryVerify {
            if self.role() != Role::Server {
                self.verification.suspend();
                return Ok(Answer::Wait);
            }
            // A server does not wait: that its callback asked for it counts as success.
            self.state.wait_for(Want::Nothing);
        }
        verified.map(|()| Answer::Continue)
    }

    fn peer_key(&self) -> LeafKey {
        let received = self.engine.chain.borrow().clone();
        let chain = received.unwrap_or_else(|| self.session_peer());
        let leaf = chain.certificates().first().cloned();
        let key = leaf.as_ref().and_then(X509::public_key);
        let (Some(leaf), Some(key)) = (leaf, key) else {
            return LeafKey::Unreadable;
        };
        if key.misses_parameters() {
            return LeafKey::Unreadable;
        }
        match super::credentials::key_type(&key) {
            None => LeafKey::Unknown,
            Some(key_type) => LeafKey::Known {
                key: PeerKey {
                    key_type,
                    curve: super::credentials::curve(&key),
                },
                may_sign: leaf.may_sign(),
            },
        }
    }

    fn peer_public_key(&self) -> Option<PKey> {
        let peer = self.session_peer();
        peer.certificates().first().and_then(X509::public_key)
    }

    fn keep_chain(&self) {}

    fn validate_timestamps(&self) -> Result<(), Fatal> {
        Ok(())
    }

    fn allows_dh(&self, bits: i32, key: &PKey) -> bool {
        self.is_secure(SSL_SECOP_TMP_DH, bits, 0, key.as_ptr().cast())
    }

    fn dh_parameters(&self) -> Result<Option<PKey>, Fatal> {
        Ok(None)
    }

    fn server_psk(&self, _: &CStr, _: &mut [u8; MAX_KEY_LENGTH]) -> usize {
        0
    }

    fn no_peer_certificate(&self) {
        self.set_peer(PeerCertificates::without_certificate());
    }

    fn receive_authorities(&self, names: &[&[u8]]) -> Result<(), Fatal> {
        self.identity
            .receive_peer_authorities(names)
            .map_err(|reason| Fatal::new(alert::DECODE_ERROR, reason))
    }

    fn forget_authorities(&self) {
        self.identity.set_peer_authorities(None);
    }

    fn sign(
        &self,
        credential: &Credential,
        scheme: &'static SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fatal> {
        let algorithm = self.signature_algorithm(scheme, &credential.key);
        let algorithm = algorithm.ok_or(Fatal::INTERNAL)?;
        let key = SigningKey::new(self.library(), credential.key.clone(), algorithm);
        let signed = self.outside(|| key.sign(message));
        signed.ok_or(Fatal::new(alert::INTERNAL_ERROR, Reason::ERR_R_EVP_LIB))
    }

    fn verify_signature(
        &self,
        scheme: &'static SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fatal> {
        let key = self.peer_public_key().ok_or(Fatal::INTERNAL)?;
        let algorithm = self
            .signature_algorithm(scheme, &key)
            .ok_or(Fatal::INTERNAL)?;
        let library = self.library();
        Ok(self.outside(|| key.verify(&library, algorithm, message, signature)))
    }

    fn session(&self, change: &mut dyn FnMut(&mut Resumable)) {
        self.with_resumable(change);
    }

    fn new_session(&self, with_id: bool) -> Result<(), Fatal> {
        let extended = self.engine.facts().extended_master_secret.get();
        self.machine_new_session(with_id, extended, false)
    }

    fn drop_session(&self) {
        self.machine_drop_session();
    }

    fn copy_session(&self) -> Result<(), Fatal> {
        self.machine_copy_session()
    }

    fn count_miss(&self) {
        self.count_session_miss();
    }

    fn client_session_secret(&self) -> Option<SessionSecret> {
        None
    }

    fn server_session_secret(&self, _: &[&'static Cipher]) -> Option<SessionSecret> {
        None
    }

    fn client_psk(&self, _: Option<&CStr>) -> PskAnswer {
        unreachable!("there is no psk_client_callback")
    }

    fn renew_session_id(&self) -> Result<(), Fatal> {
        self.machine_renew_session_id(false)
    }

    fn open_ticket(&self, ticket: &[u8], id: &[u8]) -> Result<Ticket, Fatal> {
        self.sync_facts();
        let (answer, session) = self.machine_open_ticket(ticket, id)?;
        self.put(&self.engine.candidate, session);
        Ok(answer)
    }

    fn lookup(&self, version: ProtocolVersion, id: &[u8]) -> Result<bool, Fatal> {
        self.sync_facts();
        let found = self.machine_lookup(version, id);
        let is_found = found.is_some();
        self.put(&self.engine.candidate, found);
        Ok(is_found)
    }

    fn find_psk(&self, _: &[u8]) -> Result<bool, Fatal> {
        Ok(false)
    }

    fn use_psk(&self, _: Option<Function>) -> Result<Option<Vec<u8>>, Fatal> {
        Ok(None)
    }

    fn make_candidate(&self, _: &[u8], _: &'static Cipher) -> Result<(), Fatal> {
        Err(REFUSED)
    }

    fn candidate(&self, look: &mut dyn FnMut(&Resumable)) {
        let candidate = self.engine.candidate.borrow().clone();
        if let Some(candidate) = candidate {
            self.look_at(&candidate, look);
        }
    }

    fn adopt_candidate(&self) {
        let candidate = self.engine.candidate.take();
        if let Some(candidate) = candidate {
            self.machine_adopt(candidate);
        }
    }

    fn take_candidate(&self) -> bool {
        let candidate = self.engine.candidate.borrow().clone();
        candidate.is_some_and(|candidate| self.machine_take(&candidate))
    }

    fn drop_candidate(&self, expired: bool) {
        let candidate = self.engine.candidate.take();
        if let (Some(candidate), true) = (&candidate, expired) {
            self.machine_take(candidate);
        }
        self.outside(|| drop(candidate));
    }

    fn count_timeout(&self) {
        self.count_session_timeout();
    }

    fn decide_resumable(&self, ephemeral: bool) -> bool {
        self.sync_facts();
        self.machine_decide_resumable(ephemeral)
    }

    fn generate_ticket(&self) -> bool {
        self.sync_facts();
        self.machine_generate_ticket()
    }

    fn seal_ticket(&self) -> Result<Sealed, Fatal> {
        self.sync_facts();
        self.machine_seal_ticket()
    }

    fn end_ticket(&self) {
        self.sync_facts();
        self.machine_publish_session();
    }

    fn forget_session(&self) {
        self.machine_forget_session();
    }

    fn ticket_received(&self) {
        self.sync_facts();
        self.machine_publish_session();
    }
}
