use super::support::*;
use crate::handshake::driver::whole_record;
use crate::handshake::keys;
use crate::handshake::*;
use crate::record::alert::{Alert, AlertDescription};
use crate::sys::library::Library;
use std::cell::Cell;
use std::rc::Rc;

/// A small generator of numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }
}

/// Flips bits, cuts, and doubles bytes inside the records' bodies, so that whole records remain.
fn damage(records: &mut [u8], numbers: &mut Numbers) {
    let mut bodies = Vec::new();
    let mut at = 0;
    while at + 5 <= records.len() {
        let len = usize::from(u16::from_be_bytes([records[at + 3], records[at + 4]]));
        bodies.push((at, len));
        at += 5 + len;
    }
    let (at, len) = bodies[numbers.below(bodies.len())];
    match numbers.below(4) {
        0 => records[at] = [20, 21, 22, 23][numbers.below(4)],
        1 if len > 8 => records[at + 5 + numbers.below(8)] ^= 1 << numbers.below(8),
        _ if len > 0 => records[at + 5 + numbers.below(len)] ^= 1 << numbers.below(8),
        _ => {}
    }
}

#[test]
fn damaged_records_fail_without_panic() {
    let mut numbers = Numbers(7);
    let credential = credential(Sort::Ecdsa);
    let mut failed = 0;
    for round in 0..400 {
        let version = if round % 2 == 0 { TLS12 } else { TLS13 };
        let (client, server) = (App::new(version), App::new(version));
        server.parameters.borrow_mut().credentials = vec![credential.clone()];
        server.parameters.borrow_mut().verify.peer = round % 3 == 0;
        client.parameters.borrow_mut().alpn = b"\x02h2".to_vec();
        let mut a = Side::new(&client, Engine::client());
        let mut b = Side::new(&server, Engine::server());
        let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
        let turn = numbers.below(4);
        for i in 0..4 {
            a.work(&mut to_client, &mut to_server);
            if turn == 2 * i && !to_server.is_empty() {
                damage(&mut to_server, &mut numbers);
            }
            b.work(&mut to_server, &mut to_client);
            if turn == 2 * i + 1 && !to_client.is_empty() {
                damage(&mut to_client, &mut numbers);
            }
        }
        let noticed = |side: &Side<'_>| side.closed || matches!(side.result, Some(Err(_)));
        failed += usize::from(noticed(&a) || noticed(&b));
    }
    assert!(failed > 200, "only {failed} handshakes noticed");
}

/// An application whose verification makes another connection.
struct Nesting(App, Cell<u32>);

impl Application for Nesting {
    fn parameters(&self) -> Parameters {
        self.0.parameters()
    }
    fn client_hello(&self, hello: &Rc<ClientHello>) -> Answer {
        self.0.client_hello(hello)
    }
    fn server_name(&self, name: Option<&str>) -> Answer {
        self.0.server_name(name)
    }
    fn certificate(&self, request: &CertificateRequest) -> Answer {
        self.0.certificate(request)
    }
    fn certificate_chosen(&self, credential: &Arc<Credential>) -> Result<Option<Vec<u8>>, Fatal> {
        self.0.certificate_chosen(credential)
    }
    fn select_alpn(&self, offered: &[u8]) -> AlpnAnswer {
        self.0.select_alpn(offered)
    }
    fn learned(&self, facts: Facts) {
        self.0.learned(facts);
    }
    fn begin_session(
        &self,
        hello: &ClientHello,
        version: ProtocolVersion,
        suite: Option<CipherSuite>,
    ) -> Result<Option<Found>, Fatal> {
        self.0.begin_session(hello, version, suite)
    }
    fn client_hello_done(&self) {
        self.0.client_hello_done();
    }
    fn settle_session(&self, suite: CipherSuite) -> Handles {
        self.0.settle_session(suite)
    }
    fn retry_requested(&self) {
        self.0.retry_requested();
    }
    fn server_hello_sent(&self, hello: &ServerHello<'_>) {
        self.0.server_hello_sent(hello);
    }
    fn server_hello_received(&self, hello: &ServerHello<'_>) -> Result<(), Fatal> {
        self.0.server_hello_received(hello)
    }
    fn server_extensions(&self, name_accepted: bool, protocol: Option<&[u8]>) -> Answer {
        self.0.server_extensions(name_accepted, protocol)
    }
    fn certificate_requested(&self, request: &CertificateRequest) {
        self.0.certificate_requested(request);
    }
    fn certificate_status(&self, response: &[u8]) {
        self.0.certificate_status(response);
    }
    fn accepts(&self, choice: Chosen) -> bool {
        self.0.accepts(choice)
    }
    fn verify_peer(&self, chain: &[Vec<u8>]) -> Answer {
        self.0.verify_peer(chain)
    }
    fn peer_has_no_certificate(&self) {
        self.0.peer_has_no_certificate();
    }
    fn server_flight_done(&self) -> Result<(), Fatal> {
        self.0.server_flight_done()
    }
    fn master_secret(&self, secret: &[u8]) {
        self.0.master_secret(secret);
    }
    fn new_session_ticket(&self, ticket: &[u8], lifetime: u32) {
        self.0.new_session_ticket(ticket, lifetime);
    }
    fn padding(&self, content_type: ContentType, length: usize) -> usize {
        self.0.padding(content_type, length)
    }

    fn with_private_key(&self, operation: &mut dyn FnMut()) {
        self.0.with_private_key(operation);
    }

    fn key_log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ed25519));
        connect(&client, &server).client.established();
        self.1.set(self.1.get() + 1);
        self.0.key_log(label, client_random, secret);
    }
    fn wants_messages(&self) -> bool {
        false
    }
    fn message(&self, _: Message<'_>) {}
    fn wants_extensions(&self) -> bool {
        false
    }

    fn extension(&self, _: ExtensionType, _: &[u8]) {}

    fn state(&self, state: HandshakeState) {
        self.0.state(state);
    }
    fn alert(&self, direction: Direction, alert: Alert) {
        self.0.alert(direction, alert);
    }
    fn seal_ticket(&self) -> Result<Sealed, Fatal> {
        self.0.seal_ticket()
    }
}

#[test]
fn a_handshake_within_a_callback_of_a_handshake() {
    let server = App::server(TLS13, Sort::Ecdsa);
    let client = Nesting(App::new(TLS13), Cell::new(0));
    let mut b = Side::new(&server, Engine::server());
    let mut engine = Engine::client();
    let (mut record, mut to_server, mut to_client) = (Vec::new(), Vec::new(), Vec::new());
    let established = loop {
        match engine.step(&client, &record, &mut to_server) {
            Step::NeedRecord => {
                b.work(&mut to_server, &mut to_client);
                let len = 5 + usize::from(u16::from_be_bytes([to_client[3], to_client[4]]));
                record = to_client.drain(..len).collect();
            }
            Step::Established(established) => break established,
            other => panic!("{other:?}"),
        }
    };
    b.work(&mut to_server, &mut to_client);
    assert_eq!(client.1.get(), 5);
    assert_eq!(
        established.facts.exporter_secret[..],
        b.established().facts.exporter_secret[..]
    );
}

#[test]
fn alerts_are_sealed_when_finished_was_sent() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    let mut a = Side::new(&client, Engine::client());
    let mut b = Side::new(&server, Engine::server());
    let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
    a.work(&mut to_client, &mut to_server);
    b.work(&mut to_server, &mut to_client);
    a.work(&mut to_client, &mut to_server);
    assert!(
        a.result.is_none(),
        "the client waits for the server's Finished"
    );
    let mut alert = Vec::new();
    a.engine
        .alert(a.app, Alert::fatal(AlertDescription(50)), &mut alert);
    b.work(&mut to_server, &mut to_client);
    let established = b.established();
    let random = (
        established.facts.client_random,
        established.facts.server_random,
    );
    let master = &established.facts.master_secret;
    let block = keys::tls12(
        &Library::DEFAULT,
        established.facts.suite.unwrap(),
        master,
        &random.0,
        &random.1,
    )
    .unwrap();
    let (algorithm, _) = keys::algorithms(established.facts.suite.unwrap()).unwrap();
    let mut key = block.record_key(algorithm, true).unwrap();
    // Past the client's Finished.
    keys::seal(&mut key, ContentType::Handshake, &[], 0, &mut Vec::new()).unwrap();
    assert_eq!(open(&mut key, &alert), Some((21, vec![2, 50])));
}

#[test]
fn a_server_without_secure_renegotiation() {
    let client = App::new(TLS12);
    let mut hello = vec![2, 0, 0, 38, 3, 3];
    hello.extend([9; 32]);
    hello.extend([0, 0xc0, 0x2b, 0]);
    let mut record = vec![22, 3, 3, 0, hello.len() as u8];
    record.extend(hello);
    for legacy in [false, true] {
        client.parameters.borrow_mut().legacy_server = legacy;
        let mut side = Side::new(&client, Engine::client());
        side.work(&mut record.clone(), &mut Vec::new());
        if legacy {
            assert!(side.result.is_none());
        } else {
            let reason = crate::error::reason::Reason::UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
            assert_eq!(side.failure().reason, reason);
            assert_eq!(side.failure().alert_sent, Some(AlertDescription(40)));
        }
    }
}

#[test]
fn sessions_may_cross_threads() {
    fn check<T: Send + Sync>() {}
    check::<ClientSession>();
    check::<Parameters>();
}

/// The mark by which records that were opened are known inside is nothing that a peer can set.
#[test]
fn a_peer_cannot_mark_its_records_as_opened() {
    for version in [TLS12, TLS13] {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        let mut a = Side::new(&client, Engine::client());
        let mut b = Side::new(&server, Engine::server());
        let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
        a.work(&mut to_client, &mut to_server);
        b.work(&mut to_server, &mut to_client);
        a.work(&mut to_client, &mut to_server);
        // The client's flight but for its last record, which is its Finished.
        let mut last = 0;
        while let Some(record) = whole_record(&to_server[last..]) {
            if last + record.len() == to_server.len() {
                break;
            }
            last += record.len();
        }
        to_server.truncate(last);
        b.work(&mut to_server, &mut to_client);
        assert!(b.result.is_none());
        let finished = [20, 0, 0, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        for content_type in [22, 23] {
            let mut forged = vec![content_type, 0x03, 0xff, 0, 17];
            forged.extend(finished);
            forged.push(22);
            to_server.extend(forged);
        }
        b.work(&mut to_server, &mut to_client);
        let alert = b.failure().alert_sent;
        assert!(
            matches!(alert, Some(AlertDescription(10 | 20 | 51))),
            "{version:?}: {alert:?}"
        );
    }
}
