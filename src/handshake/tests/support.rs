//! Two engines in memory, and applications that answer as told.

use crate::handshake::{keys, *};
use crate::sys::ffi;
use crate::sys::pkey::PKey;
use crate::sys::x509::X509;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ptr;
use std::sync::Arc;

/// Sorts of test keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Ecdsa,
    Rsa,
    Ed25519,
}

/// A new key with a certificate that it signed itself.
pub fn credential(sort: Sort) -> Arc<Credential> {
    // SAFETY: every object made here is handed to its owner or freed; NULL results end the test.
    unsafe {
        let name = match sort {
            Sort::Ecdsa => c"EC",
            Sort::Rsa => c"RSA",
            Sort::Ed25519 => c"ED25519",
        };
        let ctx = ffi::EVP_PKEY_CTX_new_from_name(ptr::null_mut(), name.as_ptr(), ptr::null());
        assert_eq!(ffi::EVP_PKEY_keygen_init(ctx), 1);
        if sort == Sort::Ecdsa {
            assert_eq!(ffi::EVP_PKEY_CTX_set_group_name(ctx, c"P-256".as_ptr()), 1);
        }
        let mut key = ptr::null_mut();
        assert_eq!(ffi::EVP_PKEY_keygen(ctx, &mut key), 1);
        ffi::EVP_PKEY_CTX_free(ctx);
        let key = PKey::from_owned(key).unwrap();

        let cert = X509::from_owned(ffi::X509_new()).unwrap();
        let x = cert.as_ptr();
        ffi::X509_set_version(x, 2);
        ffi::ASN1_INTEGER_set(ffi::X509_get_serialNumber(x), 1);
        ffi::X509_gmtime_adj(ffi::X509_getm_notBefore(x), 0);
        ffi::X509_gmtime_adj(ffi::X509_getm_notAfter(x), 3600);
        let name = ffi::X509_get_subject_name(x);
        ffi::X509_NAME_add_entry_by_txt(
            name,
            c"CN".as_ptr(),
            ffi::MBSTRING_ASC,
            c"localhost".as_ptr().cast(),
            -1,
            -1,
            0,
        );
        ffi::X509_set_issuer_name(x, name);
        ffi::X509_set_pubkey(x, key.as_ptr());
        let digest = match sort {
            Sort::Ed25519 => ptr::null(),
            _ => ffi::EVP_sha256(),
        };
        assert!(ffi::X509_sign(x, key.as_ptr(), digest) > 0);
        Arc::new(Credential::new(vec![cert.to_der().unwrap()], key))
    }
}

/// What OpenSSL negotiates by default, as far as the engine can.
pub fn profile(version: u16) -> Profile {
    Profile::new(
        (
            version == TLS12,
            vec![0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f],
        ),
        (version == TLS13, vec![0x1302, 0x1303, 0x1301]),
        vec![29, 23, 30, 25, 24],
        vec![
            0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806,
            0x0401, 0x0501, 0x0601,
        ],
    )
}

/// An application whose answers are fields.
pub struct App {
    pub parameters: RefCell<Parameters>,
    pub client_hello: RefCell<VecDeque<Answer>>,
    pub server_name: RefCell<Answer>,
    pub certificate: RefCell<VecDeque<Answer>>,
    /// Credentials that the certificate callback sets.
    pub late_credentials: RefCell<Vec<Arc<Credential>>>,
    pub alpn: RefCell<AlpnAnswer>,
    pub verify: Cell<Option<Refusal>>,
    pub staple: RefCell<Option<Vec<u8>>>,
    /// The OCSP response that came with the peer's chain.
    pub ocsp_response: RefCell<Vec<u8>>,
    /// The version that was learned.
    pub version: Cell<u16>,
    pub sessions: RefCell<HashMap<Vec<u8>, Vec<u8>>>,
    /// Tickets are to be replaced when they are used.
    pub renew: Cell<bool>,
    pub log: RefCell<Vec<String>>,
    pub messages: RefCell<Vec<(Direction, u16, Vec<u8>)>>,
}

impl App {
    pub fn new(version: u16) -> Self {
        Self {
            parameters: RefCell::new(Parameters {
                profile: Arc::new(profile(version)),
                tickets: true,
                cache: true,
                ticket_count: 2,
                ticket_lifetime: 7200,
                max_certificate: Some(102_400),
                max_early_data: 16384,
                ..Parameters::default()
            }),
            client_hello: RefCell::default(),
            server_name: RefCell::new(Answer::NoAck),
            certificate: RefCell::default(),
            late_credentials: RefCell::default(),
            alpn: RefCell::new(AlpnAnswer::NoAck),
            verify: Cell::new(None),
            staple: RefCell::new(None),
            ocsp_response: RefCell::default(),
            version: Cell::new(0),
            sessions: RefCell::default(),
            renew: Cell::new(false),
            log: RefCell::default(),
            messages: RefCell::default(),
        }
    }

    pub fn server(version: u16, sort: Sort) -> Self {
        let app = Self::new(version);
        app.parameters.borrow_mut().credentials = vec![credential(sort)];
        app
    }

    /// Changes the profile.
    pub fn profile(&self, change: impl FnOnce(&mut Profile)) {
        let mut parameters = self.parameters.borrow_mut();
        let old = &parameters.profile;
        let mut profile = Profile::new(
            (old.tls12, old.tls12_suites.clone()),
            (old.tls13, old.tls13_suites.clone()),
            old.groups.clone(),
            old.signature_schemes.clone(),
        );
        change(&mut profile);
        parameters.profile = Arc::new(profile);
    }

    fn note(&self, what: impl Into<String>) {
        self.log.borrow_mut().push(what.into());
    }

    pub fn logged(&self, what: &str) -> usize {
        self.log.borrow().iter().filter(|l| *l == what).count()
    }

    /// Types of the handshake messages in one direction.
    pub fn message_types(&self, direction: Direction) -> Vec<u8> {
        self.messages
            .borrow()
            .iter()
            .filter(|(d, t, _)| *d == direction && *t == 22)
            .map(|(_, _, bytes)| bytes[0])
            .collect()
    }
}

impl Application for App {
    fn parameters(&self) -> Parameters {
        self.parameters.borrow().clone()
    }

    fn client_hello(&self, hello: &ClientHello) -> Answer {
        assert_eq!(hello.random().len(), 32);
        self.note("client_hello");
        self.client_hello
            .borrow_mut()
            .pop_front()
            .unwrap_or(Answer::Continue)
    }

    fn server_name(&self, name: Option<&str>) -> Answer {
        self.note(format!("server_name {}", name.unwrap_or("-")));
        self.server_name.borrow().clone()
    }

    fn certificate(&self, _: &CertificateRequest) -> Answer {
        assert_ne!(self.version.get(), 0, "the version must be known by now");
        self.note("certificate");
        let answer = self.certificate.borrow_mut().pop_front();
        let late = self.late_credentials.take();
        if !late.is_empty() {
            self.parameters.borrow_mut().credentials = late;
        }
        answer.unwrap_or(Answer::Continue)
    }

    fn certificate_chosen(&self, _: &Arc<Credential>) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(self.staple.borrow().clone())
    }

    fn select_alpn(&self, offered: &[u8]) -> AlpnAnswer {
        self.note(format!("alpn {}", String::from_utf8_lossy(offered)));
        self.alpn.borrow().clone()
    }

    fn learned(&self, facts: Facts) {
        self.version.set(facts.version);
    }

    fn verify_peer(&self, chain: &[Vec<u8>], ocsp: &[u8]) -> Answer {
        assert!(!chain.is_empty());
        self.note("verify");
        *self.ocsp_response.borrow_mut() = ocsp.to_vec();
        self.verify.get().map_or(Answer::Continue, Answer::Fail)
    }

    fn with_private_key(&self, operation: &mut dyn FnMut()) {
        operation();
    }

    fn key_log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        assert_eq!(client_random.len(), 32);
        assert!(!secret.is_empty());
        self.note(label);
    }

    fn wants_messages(&self) -> bool {
        true
    }

    fn message(&self, message: Message<'_>) {
        self.messages.borrow_mut().push((
            message.direction,
            message.content_type,
            message.bytes.to_vec(),
        ));
    }

    fn state(&self, state: i32) {
        self.note(format!("state {state}"));
    }

    fn alert(&self, direction: Direction, level: u8, description: u8) {
        self.note(format!("alert {direction:?} {level} {description}"));
    }

    fn store_session(&self, id: &[u8], session: &ServerSession<'_>) -> bool {
        self.note("store");
        assert!(!session.state.secret.is_empty());
        let state = session.state.encode().unwrap();
        self.sessions.borrow_mut().insert(id.to_vec(), state);
        true
    }

    fn lookup_session(&self, id: &[u8]) -> Result<Option<Found>, Refusal> {
        self.note("lookup");
        let state = self.sessions.borrow().get(id).cloned();
        Ok(state.map(|state| Found {
            state,
            renew: false,
        }))
    }

    fn remove_session(&self, id: &[u8]) {
        self.sessions.borrow_mut().remove(id);
    }

    fn seal_ticket(&self, session: &ServerSession<'_>) -> Option<Vec<u8>> {
        self.note("seal");
        if session.resumed {
            self.note("seal resumed");
        }
        let mut sealed = b"sealed".to_vec();
        sealed.extend(session.state.encode()?.iter().map(|b| b ^ 0x55));
        Some(sealed)
    }

    fn open_ticket(&self, ticket: &[u8]) -> Result<Option<Found>, Refusal> {
        self.note("open");
        let state = ticket.strip_prefix(b"sealed");
        Ok(state.map(|state| Found {
            state: state.iter().map(|b| b ^ 0x55).collect(),
            renew: self.renew.get(),
        }))
    }
}

/// Opens one whole record: the inner content type and the content.
pub fn open(key: &mut RecordKey, record: &[u8]) -> Option<(u8, Vec<u8>)> {
    let mut record = record.to_vec();
    let (header, body) = record.split_first_chunk_mut::<5>()?;
    let opened = keys::open(key, header, body)?;
    Some((opened.content_type, body[opened.content].to_vec()))
}

/// The session of a NewSessionTicket, as the client makes it.
pub fn session(facts: &Facts, message: &[u8]) -> (ClientSession, Ticket) {
    let ticket = Ticket::parse(&message[4..]).expect("a ticket");
    let key = ticket.key(facts).expect("its key");
    let session = ClientSession::restore(&Saved {
        version: TLS13,
        suite: facts.suite,
        secret: key.as_ref(),
        ticket: &ticket.ticket,
        id: &[],
        time: crate::session::now() as u64,
        lifetime: ticket.lifetime,
        age_add: ticket.age_add,
        extended_master_secret: true,
        chain: &[],
    });
    (session.expect("a session"), ticket)
}

/// One side of a connection.
pub struct Side<'a> {
    pub app: &'a App,
    pub engine: Engine,
    /// What is next for the engine: a record or nothing.
    pub record: Vec<u8>,
    pub suspended: Vec<Why>,
    /// The peer sent close_notify.
    pub closed: bool,
    pub result: Option<Result<Box<Established>, Failure>>,
}

impl<'a> Side<'a> {
    pub fn new(app: &'a App, engine: Engine) -> Self {
        Self {
            app,
            engine,
            record: Vec::new(),
            suspended: Vec::new(),
            closed: false,
            result: None,
        }
    }

    /// Feeds what was received record by record; `received` keeps what was not needed.
    pub fn work(&mut self, received: &mut Vec<u8>, sent: &mut Vec<u8>) {
        while self.result.is_none() && !self.closed {
            let record = std::mem::take(&mut self.record);
            match self.engine.step(self.app, &record, sent) {
                Step::NeedRecord => {
                    if received.len() < 5 {
                        return;
                    }
                    let len = 5 + usize::from(u16::from_be_bytes([received[3], received[4]]));
                    self.record.extend(received.drain(..len));
                }
                Step::Suspended(why) => self.suspended.push(why),
                Step::Established(e) => self.result = Some(Ok(e)),
                Step::Failed(f) => self.result = Some(Err(f)),
                Step::PeerClosed => {
                    self.closed = true;
                    return;
                }
            }
        }
    }

    pub fn established(&mut self) -> &mut Established {
        match self.result.as_mut().expect("handshake not over") {
            Ok(e) => e,
            Err(f) => panic!("{f:?}"),
        }
    }

    pub fn failure(&self) -> &Failure {
        match self.result.as_ref().expect("handshake not over") {
            Ok(_) => panic!("established"),
            Err(f) => f,
        }
    }
}

/// Client and server after their handshake, and what was sent after it.
pub struct Pair<'a> {
    pub client: Side<'a>,
    pub server: Side<'a>,
    pub to_client: Vec<u8>,
}

/// Has the two shake hands, until both are over or nothing moves.
pub fn connect<'a>(client: &'a App, server: &'a App) -> Pair<'a> {
    let mut client = Side::new(client, Engine::client());
    let mut server = Side::new(server, Engine::server());
    let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
    for _ in 0..10 {
        client.work(&mut to_client, &mut to_server);
        server.work(&mut to_server, &mut to_client);
    }
    Pair {
        client,
        server,
        to_client,
    }
}
