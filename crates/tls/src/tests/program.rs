//! The program behind a connection: its settings, its callbacks, its sessions.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::rc::Rc;
use std::sync::Arc;

use crypto::hash::Function;
use crypto::pkey::PKey;
use crypto::signature::SigningKey;
use crypto::x509::X509;
use zeroize::Zeroizing;

use super::endpoint::Endpoint;
use super::fixtures::describe;
use crate::choose::signature::PeerKey;
use crate::choose::{Question, SecurityOp};
use crate::cipher::{sigalg, Cipher};
use crate::config::{Config, Credential};
use crate::error::{Fatal, Reason};
use crate::exchange::dhe::auto_parameters;
use crate::exchange::psk::MAX_KEY_LENGTH;
use crate::exchange::Share;
use crate::facts::{Facts, Short};
use crate::link::{
    Answer, CertificateAnswer, Kind, LeafKey, Link, NameAnswer, Program, PskAnswer, Sealed,
    SessionSecret, Ticket,
};
use crate::machine::Side;
use crate::message::client_hello::ClientHello;
use crate::registry::alert::{self, AlertDescription};
use crate::registry::extension::ExtensionType;
use crate::registry::field::FRAGMENT_UNSPECIFIED;
use crate::registry::group::NamedGroup;
use crate::registry::message::HandshakeType;
use crate::registry::scheme::SignatureAlgorithm;
use crate::registry::state::HandshakeState;
use crate::registry::version::{ProtocolVersion, TLS12, TLS13};
use crate::schedule::Transcript;
use crate::session::Resumable;

/// A callback that a test may replace.
pub struct Hook<R>(RefCell<Rc<Callback<R>>>);

type Callback<R> = dyn Fn(&Endpoint) -> R;

impl<R: 'static> Hook<R> {
    fn new(answer: impl Fn(&Endpoint) -> R + 'static) -> Hook<R> {
        Hook(RefCell::new(Rc::new(answer)))
    }

    pub fn set(&self, answer: impl Fn(&Endpoint) -> R + 'static) {
        self.0.replace(Rc::new(answer));
    }

    fn call(&self, endpoint: &Endpoint) -> R {
        let answer = Rc::clone(&self.0.borrow());
        answer(endpoint)
    }
}

impl<R: Clone + 'static> Hook<R> {
    /// The first calls get these answers, all others what was answered before.
    pub fn first(&self, answers: impl IntoIterator<Item = R>) {
        let answers = RefCell::new(answers.into_iter().collect::<Vec<_>>());
        let after = Rc::clone(&self.0.borrow());
        self.set(move |endpoint| {
            let mut answers = answers.borrow_mut();
            match answers.is_empty() {
                true => after(endpoint),
                false => answers.remove(0),
            }
        });
    }
}

/// The callbacks, which agree to everything until a test replaces them. The settings must say so too.
pub struct Callbacks {
    pub client_hello: Hook<Result<Answer, Fatal>>,
    pub server_name: Hook<NameAnswer>,
    pub select_alpn: Hook<Result<Option<Vec<u8>>, Fatal>>,
    /// NPN: the server's list, or the client's choice.
    pub protocol: Hook<Option<Vec<u8>>>,
    /// The content of the program's own extensions.
    pub add_custom: Hook<Result<Option<Vec<u8>>, AlertDescription>>,
    /// What parses and checks answers so: the ticket extension, cookies, OCSP responders, names of authorities,
    /// the program's own extensions.
    pub accepts: Hook<bool>,
    pub certificate: Hook<Result<Answer, Fatal>>,
    pub client_certificate: Hook<CertificateAnswer>,
    pub status: Hook<Result<bool, Fatal>>,
    pub verify: Hook<Result<Answer, Fatal>>,
    /// The key of the peer's certificate, and whether a signature is right, without a look at them.
    pub peer_key: Hook<Option<LeafKey>>,
    pub signature: Hook<Option<bool>>,
    pub timestamps: Hook<Result<(), Fatal>>,
    /// Client: the session secret of the application.
    pub session_secret: Hook<Option<Vec<u8>>>,
    pub resumable: Hook<bool>,
    /// The same of a server's.
    pub server_session_secret: Hook<Option<SessionSecret>>,
    pub dh: Hook<Option<PKey>>,
    pub own_chain: Hook<Result<(), Fatal>>,
    pub seal: Hook<bool>,
    /// The server sends a new ticket when one is used.
    pub renew: Hook<bool>,
    /// A pre-shared key from elsewhere, with its identity: as a session, and as callbacks have it that know no
    /// sessions, with the length that they return.
    pub psk: RefCell<Option<(Vec<u8>, Resumable)>>,
    pub old_psk: RefCell<Option<(CString, Vec<u8>, usize)>>,
    pub allows: RefCell<Rc<dyn Fn(Question) -> bool>>,
}

impl Default for Callbacks {
    fn default() -> Callbacks {
        Callbacks {
            client_hello: Hook::new(|_| Ok(Answer::Continue)),
            server_name: Hook::new(|_| NameAnswer::Ignore),
            select_alpn: Hook::new(|_| Ok(None)),
            protocol: Hook::new(|_| None),
            add_custom: Hook::new(|_| Ok(Some(Vec::new()))),
            accepts: Hook::new(|_| true),
            certificate: Hook::new(|_| Ok(Answer::Continue)),
            client_certificate: Hook::new(|_| CertificateAnswer::None),
            status: Hook::new(|_| Ok(true)),
            verify: Hook::new(|_| Ok(Answer::Continue)),
            peer_key: Hook::new(|_| None),
            signature: Hook::new(|_| None),
            timestamps: Hook::new(|_| Ok(())),
            session_secret: Hook::new(|_| None),
            resumable: Hook::new(|_| true),
            server_session_secret: Hook::new(|_| None),
            dh: Hook::new(|_| None),
            own_chain: Hook::new(|_| Ok(())),
            seal: Hook::new(|_| true),
            // A ticket of TLS 1.3 serves once, unless the program opens tickets itself.
            renew: Hook::new(|endpoint| endpoint.facts.version.get() == TLS13),
            psk: RefCell::default(),
            old_psk: RefCell::default(),
            allows: RefCell::new(Rc::new(level_2)),
        }
    }
}

/// Security level 2, which is Debian's.
fn level_2(question: Question) -> bool {
    match question.operation {
        SecurityOp::VERSION => question.nid >= TLS12.0.into(),
        SecurityOp::TICKET => true,
        _ => question.bits >= 112,
    }
}

/// A session with what stands beside its data.
#[derive(Clone, Debug, Default)]
pub struct Session {
    pub data: Resumable,
    pub chain: Vec<Vec<u8>>,
}

/// What several servers share: a cache, and the sessions of sealed tickets.
#[derive(Default)]
pub struct Store {
    pub cache: RefCell<HashMap<Vec<u8>, Rc<RefCell<Session>>>>,
    pub sealed: RefCell<HashMap<Vec<u8>, Session>>,
    tickets: Cell<u32>,
}

impl Endpoint {
    fn session_now(&self) -> Option<Rc<RefCell<Session>>> {
        self.session.borrow().clone()
    }

    fn new_id(&self) -> Short<32> {
        let mut id = [0; 32];
        let made = crypto::rand::bytes(&Default::default(), &mut id);
        made.expect("random bytes");
        Short::new(&id).expect("as long as an id")
    }

    /// Makes a session the candidate.
    fn propose(&self, data: Resumable) {
        let chain = Vec::new();
        let session = Rc::new(RefCell::new(Session { data, chain }));
        self.candidate.replace(Some(session));
    }

    /// The session goes on as a copy.
    fn duplicate(&self) {
        if let Some(session) = self.session_now() {
            let copy = session.borrow().clone();
            self.session.replace(Some(Rc::new(RefCell::new(copy))));
        }
    }

    fn cache_session(&self) {
        let Some(session) = self.session_now() else {
            return;
        };
        let id = session.borrow().data.id.to_vec();
        if !id.is_empty() && self.side == Side::Server {
            self.store.cache.borrow_mut().insert(id, session);
        }
    }

    fn leaf(&self) -> Option<PKey> {
        let mut der = self.chain.borrow().first().cloned();
        if der.is_none() {
            let session = self.session_now()?;
            der = session.borrow().chain.first().cloned();
        }
        X509::from_der(&Default::default(), &der?)?.public_key()
    }
}

impl Link for Endpoint {
    fn random(&self, out: &mut [u8]) -> Result<(), Fatal> {
        Ok(crypto::rand::bytes(&self.config().library, out)?)
    }

    fn share(&self, group: NamedGroup) -> Result<Share, Fatal> {
        self.note(format!("share {group:?}"));
        Share::generate(&self.config().library, group)
    }

    fn now(&self) -> i64 {
        self.clock.get()
    }
}

impl Program for Endpoint {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn release(&self, _: Arc<Config>) {}

    fn config(&self) -> Arc<Config> {
        Arc::clone(&self.config.borrow())
    }

    fn allows(&self, question: Question) -> bool {
        let allows = Rc::clone(&self.on.allows.borrow());
        allows(question)
    }

    fn told_step(&self) {
        self.note("loop");
    }

    fn enter(&self, state: HandshakeState) {
        self.note(format!("state {state:?}"));
    }

    fn started(&self, report: bool) -> Result<(), Fatal> {
        self.note(if report { "start" } else { "start quietly" });
        Ok(())
    }

    fn count_attempt(&self, first: bool) {
        self.note(if first { "attempt" } else { "attempt again" });
    }

    fn sent_shutdown(&self) -> bool {
        self.shutdown_sent.get()
    }

    fn is_stateless(&self) -> bool {
        self.stateless.get()
    }

    fn may_renegotiate(&self) -> bool {
        true
    }

    fn save_transcript(&self, transcript: &Transcript) {
        self.transcript.replace(transcript.fork().ok());
    }

    fn saved_transcript(&self) -> Option<Transcript> {
        self.transcript.borrow().as_ref()?.fork().ok()
    }

    fn end_session(&self) {
        self.note("end_session");
        if self.facts.version.get() != TLS13 {
            self.cache_session();
        }
    }

    fn done(&self, report: bool, more: bool) {
        self.in_init.set(false);
        // Not yet while early data is written or read.
        self.reader.borrow_mut().rules_mut().in_handshake = self.facts.is_first_handshake();
        self.note(match (report, more) {
            (true, false) => "done",
            (true, true) => "done but for more",
            (false, _) => "done quietly",
        });
    }

    fn clear_shutdown(&self) {
        self.note("clear_shutdown");
    }

    fn received(&self, _: Kind, message: &[u8]) {
        self.note(format!("receive {:?}", HandshakeType(message[0])));
    }

    fn extension_seen(&self, kind: ExtensionType, _: &[u8]) {
        self.note(format!("extension {kind:?}"));
    }

    fn add_custom(
        &self,
        index: usize,
        _: u32,
        _: usize,
    ) -> Result<Option<Vec<u8>>, AlertDescription> {
        self.note(format!("callback add_custom {index}"));
        self.on.add_custom.call(self)
    }

    fn parse_custom(
        &self,
        index: usize,
        _: u32,
        _: usize,
        _: &[u8],
    ) -> Result<(), AlertDescription> {
        self.note(format!("callback parse_custom {index}"));
        match self.on.accepts.call(self) {
            true => Ok(()),
            false => Err(alert::ACCESS_DENIED),
        }
    }

    fn key_log(&self, label: &'static str, secret: &[u8]) {
        assert!(!secret.is_empty());
        self.note(format!("log {label}"));
    }

    fn key_log_rsa(&self, _: &[u8; 8], _: &[u8]) {
        self.note("log RSA");
    }

    fn client_hello(&self, hello: &Rc<ClientHello>) -> Result<Answer, Fatal> {
        self.note("callback client_hello");
        self.hello.replace(Some(Rc::clone(hello)));
        self.on.client_hello.call(self)
    }

    fn client_hello_done(&self) {
        self.note("client_hello_done");
        self.hello.take();
    }

    fn server_name(&self) -> NameAnswer {
        self.note("callback server_name");
        self.on.server_name.call(self)
    }

    fn move_attempt(&self) {
        self.note("move_attempt");
    }

    fn select_alpn(&self, _: &[u8]) -> Result<Option<Vec<u8>>, Fatal> {
        self.note("callback alpn");
        self.on.select_alpn.call(self)
    }

    fn advertise_protocols(&self) -> Option<Vec<u8>> {
        self.on.protocol.call(self)
    }

    fn select_protocol(&self, _: &[u8]) -> Option<Vec<u8>> {
        self.on.protocol.call(self)
    }

    fn ticket_extension_seen(&self, content: &[u8]) -> bool {
        self.note(format!("ticket {content:?}"));
        self.on.accepts.call(self)
    }

    fn receive_responders(&self, responders: &[&[u8]]) -> bool {
        self.note(format!("responders {responders:?}"));
        self.on.accepts.call(self)
    }

    fn receive_status_extensions(&self, extensions: &[u8]) -> bool {
        self.note(format!("status_extensions {extensions:?}"));
        self.on.accepts.call(self)
    }

    fn make_cookie(&self) -> Option<Vec<u8>> {
        self.on.accepts.call(self).then(|| b"cookie".to_vec())
    }

    fn check_cookie(&self, cookie: &[u8]) -> bool {
        self.note("callback check_cookie");
        self.on.accepts.call(self) && cookie == b"cookie"
    }

    fn cookie_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new([7; 32])
    }

    fn allows_early_data(&self) -> bool {
        self.note("callback early_data");
        true
    }

    fn status(&self) -> Result<bool, Fatal> {
        self.note("callback status");
        self.on.status.call(self)
    }

    fn status_response(&self) -> Vec<u8> {
        self.response.borrow().clone()
    }

    fn received_status(&self, response: &[u8]) {
        self.received_response.replace(response.to_vec());
    }

    fn certificate(&self) -> Result<Answer, Fatal> {
        self.note("callback certificate");
        self.on.certificate.call(self)
    }

    fn client_certificate(&self) -> CertificateAnswer {
        self.note("callback client_certificate");
        self.on.client_certificate.call(self)
    }

    fn use_credential(&self, credential: &Arc<Credential>) {
        self.note(format!("use {:?}", credential.key_type));
        self.credential.replace(Some(Arc::clone(credential)));
    }

    fn check_own_chain(&self, _: &Credential) -> Result<(), Fatal> {
        self.on.own_chain.call(self)
    }

    fn issuer_asked(&self, _: &Credential) -> bool {
        true
    }

    fn receive_certificate(&self, der: &[u8], first: bool) -> Result<(), Fatal> {
        if first {
            self.chain.take();
        }
        let parsed = X509::from_der(&self.config().library, der);
        parsed.ok_or(Fatal::new(alert::BAD_CERTIFICATE, Reason::ERR_R_ASN1_LIB))?;
        self.chain.borrow_mut().push(der.to_vec());
        Ok(())
    }

    fn verify_chain(&self) -> Result<Answer, Fatal> {
        self.note("callback verify");
        self.on.verify.call(self)
    }

    fn peer_key(&self) -> LeafKey {
        if let Some(key) = self.on.peer_key.call(self) {
            return key;
        }
        let Some(key) = self.leaf() else {
            return LeafKey::Unreadable;
        };
        match describe(&key) {
            None => LeafKey::Unknown,
            Some((key_type, curve)) => LeafKey::Known {
                key: PeerKey { key_type, curve },
                may_sign: true,
            },
        }
    }

    fn peer_public_key(&self) -> Option<PKey> {
        self.leaf()
    }

    fn keep_chain(&self) {
        self.note("keep_chain");
        if let Some(session) = self.session_now() {
            let mut session = session.borrow_mut();
            session.chain = self.chain.borrow().clone();
            session.data.has_peer = !session.chain.is_empty();
        }
    }

    fn validate_timestamps(&self) -> Result<(), Fatal> {
        self.note("callback timestamps");
        self.on.timestamps.call(self)
    }

    fn allows_dh(&self, bits: i32, _: &PKey) -> bool {
        bits >= 112
    }

    fn dh_parameters(&self) -> Result<Option<PKey>, Fatal> {
        if let Some(parameters) = self.on.dh.call(self) {
            return Ok(Some(parameters));
        }
        let config = self.config();
        let parameters = || auto_parameters(&config.library, 112);
        config.dh.then(parameters).transpose()
    }

    fn server_psk(&self, identity: &CStr, key: &mut [u8; MAX_KEY_LENGTH]) -> usize {
        self.note("callback server_psk");
        match &*self.on.old_psk.borrow() {
            Some((known, psk, length)) if **known == *identity => {
                key[..psk.len()].copy_from_slice(psk);
                *length
            }
            _ => 0,
        }
    }

    fn drop_session(&self) {
        self.note("drop_session");
        self.session.take();
    }

    fn copy_session(&self) -> Result<(), Fatal> {
        self.note("copy_session");
        self.duplicate();
        Ok(())
    }

    fn no_peer_certificate(&self) {
        self.note("no_peer_certificate");
        self.chain.take();
    }

    fn receive_authorities(&self, names: &[&[u8]]) -> Result<(), Fatal> {
        if !self.on.accepts.call(self) {
            return Err(Fatal::new(alert::DECODE_ERROR, Reason::ERR_R_ASN1_LIB));
        }
        let names = names.iter().map(|name| name.to_vec());
        self.authorities.replace(names.collect());
        Ok(())
    }

    fn forget_authorities(&self) {
        self.authorities.take();
    }

    fn sign(
        &self,
        credential: &Credential,
        scheme: &'static SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>, Fatal> {
        let kind = credential.key.subject_public_key().kind;
        let algorithm = sigalg::algorithm(scheme.id, kind).ok_or(Fatal::INTERNAL)?;
        let library = self.config().library.clone();
        let key = SigningKey::new(library, credential.key.clone(), algorithm);
        key.sign(message).ok_or(Fatal::INTERNAL)
    }

    fn verify_signature(
        &self,
        scheme: &'static SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fatal> {
        if let Some(right) = self.on.signature.call(self) {
            let (name, length) = (scheme.full_name, message.len());
            self.note(format!("verify {name:?} {length} {signature:?}"));
            return Ok(right);
        }
        let key = self.leaf().ok_or(Fatal::INTERNAL)?;
        let kind = key.subject_public_key().kind;
        let algorithm = sigalg::algorithm(scheme.id, kind).ok_or(Fatal::INTERNAL)?;
        Ok(key.verify(&self.config().library, algorithm, message, signature))
    }

    fn session(&self, change: &mut dyn FnMut(&mut Resumable)) {
        if let Some(session) = self.session_now() {
            change(&mut session.borrow_mut().data);
        }
    }

    fn new_session(&self, with_id: bool) -> Result<(), Fatal> {
        self.note(match with_id {
            true => "new_session with id",
            false => "new_session",
        });
        let mut data = Resumable {
            time: self.clock.get(),
            timeout: 7200,
            fragment_code: FRAGMENT_UNSPECIFIED.0,
            ..Resumable::default()
        };
        if with_id {
            data.id = self.new_id();
        }
        let chain = Vec::new();
        let session = Rc::new(RefCell::new(Session { data, chain }));
        self.session.replace(Some(session));
        Ok(())
    }

    fn count_miss(&self) {
        self.note("miss");
    }

    fn client_session_secret(&self) -> Option<SessionSecret> {
        let secret = self.on.session_secret.call(self)?;
        Some(SessionSecret {
            secret: secret.into(),
            suite: None,
        })
    }

    fn server_session_secret(&self, _: &[&'static Cipher]) -> Option<SessionSecret> {
        self.on.server_session_secret.call(self)
    }

    fn client_psk(&self, _: Option<&CStr>) -> PskAnswer {
        self.note("callback client_psk");
        let mut answer = PskAnswer {
            identity: CString::default(),
            key: Zeroizing::new([0; MAX_KEY_LENGTH]),
            length: 0,
        };
        if let Some((identity, psk, length)) = &*self.on.old_psk.borrow() {
            answer.identity = identity.clone();
            answer.key[..psk.len()].copy_from_slice(psk);
            answer.length = *length;
        }
        answer
    }

    fn queue_error(&self, reason: Reason) {
        self.note(format!("error {reason:?}"));
    }

    fn renew_session_id(&self) -> Result<(), Fatal> {
        self.note("renew_session_id");
        let id = self.new_id();
        self.session(&mut |session| session.id = id);
        Ok(())
    }

    fn open_ticket(&self, ticket: &[u8], id: &[u8]) -> Result<Ticket, Fatal> {
        self.note("callback open_ticket");
        if ticket.is_empty() {
            return Ok(Ticket::Empty);
        }
        let found = self.store.sealed.borrow().get(ticket).cloned();
        let Some(mut session) = found else {
            return Ok(Ticket::NoneRenew);
        };
        if !id.is_empty() {
            session.data.id = Short::new(id).ok_or(Fatal::INTERNAL)?;
        }
        self.candidate.replace(Some(Rc::new(RefCell::new(session))));
        Ok(match self.on.renew.call(self) {
            true => Ticket::FoundRenew,
            false => Ticket::Found,
        })
    }

    fn lookup(&self, _: ProtocolVersion, id: &[u8]) -> Result<bool, Fatal> {
        self.note("callback lookup");
        let found = self.store.cache.borrow().get(id).cloned();
        let is_found = found.is_some();
        self.candidate.replace(found);
        Ok(is_found)
    }

    fn find_psk(&self, identity: &[u8]) -> Result<bool, Fatal> {
        self.note("callback find_psk");
        if !self.on.accepts.call(self) {
            let (alert, reason) = (alert::INTERNAL_ERROR, Reason::BAD_EXTENSION);
            return Err(Fatal::new(alert, reason));
        }
        let found = self.on.psk.borrow().clone();
        let found = found.filter(|(known, _)| known == identity);
        let Some((_, mut data)) = found else {
            return Ok(false);
        };
        data.context = Short::new(&self.config().session_id_context).ok_or(Fatal::INTERNAL)?;
        self.propose(data);
        Ok(true)
    }

    fn use_psk(&self, hash: Option<Function>) -> Result<Option<Vec<u8>>, Fatal> {
        self.note(format!("callback use_psk {hash:?}"));
        if !self.on.accepts.call(self) {
            return Err(Fatal::new(alert::INTERNAL_ERROR, Reason::BAD_PSK));
        }
        let found = self.on.psk.borrow().clone();
        Ok(found.map(|(identity, data)| {
            self.propose(data);
            identity
        }))
    }

    fn make_candidate(&self, key: &[u8], suite: &'static Cipher) -> Result<(), Fatal> {
        self.propose(Resumable {
            version: TLS13,
            suite: Some(suite),
            secret: key.to_vec().into(),
            time: self.clock.get(),
            timeout: 7200,
            context: Short::new(&self.config().session_id_context).ok_or(Fatal::INTERNAL)?,
            ..Resumable::default()
        });
        Ok(())
    }

    fn candidate(&self, look: &mut dyn FnMut(&Resumable)) {
        let candidate = self.candidate.borrow().clone();
        if let Some(candidate) = candidate {
            look(&candidate.borrow().data);
        }
    }

    fn adopt_candidate(&self) {
        self.note("adopt");
        let candidate = self.candidate.take();
        self.session.replace(candidate);
    }

    fn drop_candidate(&self, expired: bool) {
        self.note(if expired { "drop expired" } else { "drop" });
        self.candidate.take();
    }

    fn take_candidate(&self) -> bool {
        self.note("take");
        let candidate = self.candidate.borrow().clone();
        let id = candidate.map(|session| session.borrow().data.id.to_vec());
        id.is_some_and(|id| self.store.cache.borrow_mut().remove(&id).is_some())
    }

    fn count_timeout(&self) {
        self.note("timeout");
    }

    fn decide_resumable(&self, _: bool) -> bool {
        self.note("callback resumable");
        self.on.resumable.call(self)
    }

    fn generate_ticket(&self) -> bool {
        self.note("callback generate_ticket");
        self.on.accepts.call(self)
    }

    fn seal_ticket(&self) -> Result<Sealed, Fatal> {
        self.note("callback seal");
        if !self.on.seal.call(self) {
            return Ok(Sealed { ticket: None });
        }
        let session = self.session_now().ok_or(Fatal::INTERNAL)?;
        let number = self.store.tickets.get() + 1;
        self.store.tickets.set(number);
        let ticket = format!("ticket {number}").into_bytes();
        let sealed = session.borrow().clone();
        let mut tickets = self.store.sealed.borrow_mut();
        tickets.insert(ticket.clone(), sealed);
        Ok(Sealed {
            ticket: Some(ticket),
        })
    }

    fn end_ticket(&self) {
        self.note("end_ticket");
        self.cache_session();
    }

    fn forget_session(&self) {
        self.note("forget_session");
    }

    fn ticket_received(&self) {
        self.note("ticket_received");
        self.tickets.borrow_mut().extend(self.session_now());
    }
}
