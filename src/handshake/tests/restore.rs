//! Sessions made from their facts, as a program does that has them on disk.

use super::support::*;
use crate::handshake::*;
use crate::record::alert::AlertDescription;
use tls::schedule::SecretBytes;

/// A TLS 1.2 session as it was established, with this ticket or none.
fn saved12<'a>(established: &'a Established, ticket: &'a [u8]) -> Saved<'a> {
    let facts = &established.facts;
    Saved {
        version: TLS12,
        suite: facts.suite.unwrap(),
        secret: &facts.master_secret,
        ticket,
        id: if ticket.is_empty() {
            &facts.session_id
        } else {
            &[]
        },
        time: crate::sys::clock::now() as u64,
        lifetime: 7200,
        age_add: 0,
        extended_master_secret: facts.extended_master_secret,
        chain: &established.peer_chain,
    }
}

fn ticket_of(client: &App) -> Vec<u8> {
    client.ticket.take().unwrap_or_default()
}

#[test]
fn tls12_with_tickets_and_with_ids() {
    for stateless in [true, false] {
        for sort in [Sort::Ecdsa, Sort::Rsa] {
            let (client, server) = (App::new(TLS12), App::server(TLS12, sort));
            server.tickets.set(stateless);
            let mut first = connect(&client, &server);
            let established = first.client.established();
            let ticket = ticket_of(&client);
            let session = ClientSession::restore(&saved12(established, &ticket));
            client.parameters.borrow_mut().session = Some(session.expect("a session"));
            let mut second = connect(&client, &server);
            second.server.established();
            let resumed = second.client.established();
            assert!(resumed.facts.resumed);
            let master = &established.facts.master_secret[..];
            assert_eq!(&resumed.facts.master_secret[..], master);
            assert_eq!(resumed.peer_chain, established.peer_chain);
        }
    }
}

#[test]
fn tls13_with_tickets() {
    for suite in [0x1301, 0x1302, 0x1303] {
        let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        client.profile(|p| p.tls13_suites = vec![CipherSuite(suite)]);
        let mut first = connect(&client, &server);
        let message = server.tls13_ticket(&first.server.established().facts);
        let facts = &first.client.established().facts;
        client.parameters.borrow_mut().session = Some(session(facts, &message).0);
        for _ in 0..2 {
            let mut second = connect(&client, &server);
            second.server.established();
            assert!(second.client.established().facts.resumed);
        }
    }
}

#[test]
fn a_wrong_secret_is_noticed() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    let mut first = connect(&client, &server);
    let established = first.client.established();
    let mut master = established.facts.master_secret.to_vec();
    master[0] ^= 1;
    established.facts.master_secret = SecretBytes::new(&master).unwrap();
    let ticket = ticket_of(&client);
    let session = ClientSession::restore(&saved12(established, &ticket)).expect("a session");
    client.parameters.borrow_mut().session = Some(session);
    let pair = connect(&client, &server);
    assert_eq!(pair.client.failure().alert_sent, Some(AlertDescription(20)));
}

#[test]
fn what_cannot_be_restored() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    let mut pair = connect(&client, &server);
    let established = pair.client.established();
    let refused = |change: &dyn Fn(&mut Saved<'_>)| {
        let mut saved = saved12(established, b"ticket");
        assert!(ClientSession::restore(&saved).is_some());
        change(&mut saved);
        ClientSession::restore(&saved).is_none()
    };
    assert!(refused(&|s| s.version = ProtocolVersion(0x0301)));
    assert!(refused(&|s| s.suite = CipherSuite(0x002f)));
    assert!(refused(&|s| s.secret = b"short"));
    assert!(refused(&|s| s.ticket = &[]));
    assert!(refused(&|s| s.extended_master_secret = false));
    assert!(refused(&|s| s.chain = &[]));
}
