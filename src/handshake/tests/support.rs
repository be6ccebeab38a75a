//! Two engines in memory, and applications that answer as told.

use crate::handshake::{keys, *};
use crate::record::alert::Alert;
use crate::sys::ffi;
use crate::sys::pkey::PKey;
use crate::sys::x509::X509;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ptr;
use std::rc::Rc;
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

        let cert = X509::from_owned(openssl_sys::X509_new()).unwrap();
        let x = cert.as_ptr();
        openssl_sys::X509_set_version(x, 2);
        openssl_sys::ASN1_INTEGER_set(openssl_sys::X509_get_serialNumber(x), 1);
        openssl_sys::X509_gmtime_adj(ffi::X509_getm_notBefore(x), 0);
        openssl_sys::X509_gmtime_adj(ffi::X509_getm_notAfter(x), 3600);
        let name = ffi::X509_get_subject_name(x);
        openssl_sys::X509_NAME_add_entry_by_txt(
            name,
            c"CN".as_ptr(),
            openssl_sys::MBSTRING_ASC,
            c"localhost".as_ptr().cast(),
            -1,
            -1,
            0,
        );
        openssl_sys::X509_set_issuer_name(x, name);
        openssl_sys::X509_set_pubkey(x, key.as_ptr());
        let digest = match sort {
            Sort::Ed25519 => ptr::null(),
            _ => openssl_sys::EVP_sha256(),
        };
        assert!(openssl_sys::X509_sign(x, key.as_ptr(), digest) > 0);
        Arc::new(Credential::new(vec![cert.to_der().unwrap()], key))
    }
}

/// What OpenSSL negotiates by default, as far as the engine can.
pub fn profile(version: ProtocolVersion) -> Profile {
    Profile::new(
        (
            version == TLS12,
            [0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f]
                .map(CipherSuite)
                .to_vec(),
        ),
        (
            version == TLS13,
            [0x1302, 0x1303, 0x1301].map(CipherSuite).to_vec(),
        ),
        [29, 23, 30, 25, 24].map(NamedGroup).to_vec(),
        [
            0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806,
            0x0401, 0x0501, 0x0601,
        ]
        .map(SignatureScheme)
        .to_vec(),
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
    pub verify: Cell<Option<Fatal>>,
    pub staple: RefCell<Option<Vec<u8>>>,
    /// The OCSP response that came with the peer's chain.
    pub ocsp_response: RefCell<Vec<u8>>,
    /// The version that was learned.
    pub version: Cell<Option<ProtocolVersion>>,
    /// Server: sessions by their tickets or ids, with their versions.
    pub sessions: RefCell<HashMap<Vec<u8>, (ProtocolVersion, Found)>>,
    /// Server, TLS 1.2: sessions have tickets rather than ids.
    pub tickets: Cell<bool>,
    /// Server: tickets are to be replaced when they are used.
    pub renew: Cell<bool>,
    /// Server: what is known of the session under way.
    session: RefCell<Option<(ProtocolVersion, Found)>>,
    /// Client: the ticket of TLS 1.2.
    pub ticket: RefCell<Option<Vec<u8>>>,
    pub log: RefCell<Vec<String>>,
    pub messages: RefCell<Vec<(Direction, c_int, Vec<u8>)>>,
}

/// A profile of no version.
pub const NO_VERSION: ProtocolVersion = ProtocolVersion(0);

impl App {
    pub fn new(version: ProtocolVersion) -> Self {
        Self {
            parameters: RefCell::new(Parameters {
                profile: Arc::new(profile(version)),
                tickets: true,
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
            version: Cell::new(None),
            sessions: RefCell::default(),
            tickets: Cell::new(true),
            renew: Cell::new(false),
            session: RefCell::default(),
            ticket: RefCell::default(),
            log: RefCell::default(),
            messages: RefCell::default(),
        }
    }

    pub fn server(version: ProtocolVersion, sort: Sort) -> Self {
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

    fn client_hello(&self, hello: &Rc<ClientHello>) -> Answer {
        assert_eq!(hello.random().len(), 32);
        self.note("client_hello");
        self.client_hello
            .borrow_mut()
            .pop_front()
            .unwrap_or(Answer::Continue)
    }

    fn begin_session(
        &self,
        hello: &ClientHello,
        version: ProtocolVersion,
        suite: Option<CipherSuite>,
    ) -> Result<Option<Found>, Fatal> {
        // Before there is a suite it does not matter which.
        let suite = suite.unwrap_or(CipherSuite(0));
        let mut names = match version {
            TLS13 => hello.psk_identities().into_iter().flatten().collect(),
            _ => vec![
                hello.extension(ExtensionType(35)).unwrap_or_default(),
                hello.session_id(),
            ],
        };
        names.retain(|name| !name.is_empty());
        let sessions = self.sessions.borrow();
        let found = names.iter().find_map(|name| sessions.get(*name));
        let found = found.filter(|(of, _)| *of == version);
        let mut found = found.map(|(_, found)| found.clone());
        if let Some(found) = found.as_mut().filter(|_| version == TLS13) {
            found.suite = suite;
        }
        let new = Found {
            known_by: Vec::new(),
            suite,
            secret: Vec::new().into(),
            extended_master_secret: hello.extension(ExtensionType(23)).is_some(),
            created: crate::sys::clock::now() as u64,
            age_add: 0,
        };
        let session = found.clone().unwrap_or(new);
        self.session.replace(Some((version, session)));
        Ok(found)
    }

    fn client_hello_done(&self) {
        self.note("client_hello_done");
    }

    fn settle_session(&self, suite: CipherSuite) -> Handles {
        let mut session = self.session.borrow_mut();
        let (version, session) = session.as_mut().expect("it has begun");
        let new = session.secret.is_empty();
        session.suite = suite;
        let mut handles = Handles {
            id: None,
            ticket: self.tickets.get() && (new || self.renew.get()),
        };
        if *version == TLS12 && new && !self.tickets.get() {
            session.known_by = vec![7; 32];
            handles.id = Some([7; 32]);
        }
        handles
    }

    fn retry_requested(&self) {
        self.note("retry");
    }

    fn server_hello_sent(&self, hello: &ServerHello<'_>) {
        self.note(format!("resumes {}", hello.resumes));
    }

    fn server_hello_received(&self, hello: &ServerHello<'_>) -> Result<(), Fatal> {
        self.note(format!("resumes {}", hello.resumes));
        Ok(())
    }

    fn server_extensions(&self, name_accepted: bool, _: Option<&[u8]>) -> Answer {
        self.note(format!("name_accepted {name_accepted}"));
        Answer::Continue
    }

    fn server_name(&self, name: Option<&str>) -> Answer {
        self.note(format!("server_name {}", name.unwrap_or("-")));
        self.server_name.borrow().clone()
    }

    fn certificate(&self, _: &CertificateRequest) -> Answer {
        assert!(
            self.version.get().is_some(),
            "the version must be known by now"
        );
        self.note("certificate");
        let answer = self.certificate.borrow_mut().pop_front();
        let late = self.late_credentials.take();
        if !late.is_empty() {
            self.parameters.borrow_mut().credentials = late;
        }
        answer.unwrap_or(Answer::Continue)
    }

    fn certificate_chosen(&self, _: &Arc<Credential>) -> Result<Option<Vec<u8>>, Fatal> {
        Ok(self.staple.borrow().clone())
    }

    fn select_alpn(&self, offered: &[u8]) -> AlpnAnswer {
        self.note(format!("alpn {}", String::from_utf8_lossy(offered)));
        self.alpn.borrow().clone()
    }

    fn learned(&self, facts: Facts) {
        self.version.set(facts.version);
    }

    fn certificate_requested(&self, _: &CertificateRequest) {}

    fn certificate_status(&self, response: &[u8]) {
        *self.ocsp_response.borrow_mut() = response.to_vec();
    }

    fn accepts(&self, _: Chosen) -> bool {
        true
    }

    fn verify_peer(&self, chain: &[Vec<u8>]) -> Answer {
        assert!(!chain.is_empty());
        self.note("verify");
        self.verify.get().map_or(Answer::Continue, Answer::Fail)
    }

    fn peer_has_no_certificate(&self) {
        self.note("no certificate");
    }

    fn server_flight_done(&self) -> Result<(), Fatal> {
        self.note("flight done");
        Ok(())
    }

    fn master_secret(&self, secret: &[u8]) {
        assert_eq!(secret.len(), 48);
        if let Some((version, session)) = self.session.borrow_mut().as_mut() {
            session.secret = secret.to_vec().into();
            let known_by = session.known_by.clone();
            if !known_by.is_empty() {
                let kept = (*version, session.clone());
                self.sessions.borrow_mut().insert(known_by, kept);
            }
        }
    }

    fn padding(&self, _: ContentType, _: usize) -> usize {
        0
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

    fn wants_extensions(&self) -> bool {
        false
    }

    fn extension(&self, _: ExtensionType, _: &[u8]) {}

    fn state(&self, state: HandshakeState) {
        self.note(format!("state {}", state.0));
    }

    fn alert(&self, direction: Direction, alert: Alert) {
        let [level, description] = alert.encode();
        self.note(format!("alert {direction:?} {level} {description}"));
    }

    fn new_session_ticket(&self, ticket: &[u8], _: u32) {
        *self.ticket.borrow_mut() = Some(ticket.to_vec());
    }

    fn seal_ticket(&self) -> Result<Sealed, Fatal> {
        self.note("seal");
        let session = self.session.borrow();
        let (version, session) = session.as_ref().expect("it has begun");
        let ticket = format!("ticket {}", self.logged("seal")).into_bytes();
        self.keep(*version, session, &ticket);
        Ok(Sealed {
            ticket,
            lifetime: 7200,
        })
    }
}

impl App {
    fn keep(&self, version: ProtocolVersion, session: &Found, ticket: &[u8]) {
        let mut kept = session.clone();
        kept.known_by = ticket.to_vec();
        let mut sessions = self.sessions.borrow_mut();
        sessions.insert(ticket.to_vec(), (version, kept));
    }

    /// A server's NewSessionTicket of TLS 1.3.
    pub fn tls13_ticket(&self, facts: &Facts) -> Vec<u8> {
        self.note("seal");
        let number = self.logged("seal") as u8;
        let ticket = Ticket {
            lifetime: 7200,
            age_add: 7,
            nonce: vec![number],
            ticket: vec![number; 20],
            max_early_data: 0,
        };
        let session = self.session.borrow();
        let mut session = session.as_ref().expect("it has begun").1.clone();
        session.secret = ticket.key(facts).expect("a key").as_ref().to_vec().into();
        session.age_add = ticket.age_add;
        self.keep(TLS13, &session, &ticket.ticket);
        ticket.encode().expect("a message")
    }
}

/// Opens one whole record: the inner content type and the content.
pub fn open(key: &mut RecordKey, record: &[u8]) -> Option<(u8, Vec<u8>)> {
    let mut record = record.to_vec();
    let (header, body) = record.split_first_chunk_mut::<5>()?;
    let opened = keys::open(key, header, body)?;
    Some((opened.content_type.into(), body[opened.content].to_vec()))
}

/// The session of a NewSessionTicket, as the client makes it.
pub fn session(facts: &Facts, message: &[u8]) -> (ClientSession, Ticket) {
    let ticket = Ticket::parse(&message[4..]).expect("a ticket");
    let key = ticket.key(facts).expect("its key");
    let session = ClientSession::restore(&Saved {
        version: TLS13,
        suite: facts.suite.unwrap(),
        secret: key.as_ref(),
        ticket: &ticket.ticket,
        id: &[],
        time: crate::sys::clock::now() as u64,
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
                    if self.engine.turns() {
                        self.engine.turn_to_reading(self.app);
                    }
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
