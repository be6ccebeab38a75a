//! Sessions made from their facts, as a program does that has them on disk.

use super::support::*;
use crate::handshake::*;
use crate::record::secret::SecretBytes;

/// The facts of a TLS 1.2 session.
fn saved12<'a>(facts: &'a Facts, ticket: &'a [u8]) -> Saved<'a> {
    Saved {
        version: TLS12,
        suite: facts.suite,
        secret: &facts.master_secret,
        ticket,
        id: if ticket.is_empty() {
            &facts.session_id
        } else {
            &[]
        },
        time: crate::session::now() as u64,
        lifetime: 7200,
        age_add: 0,
        extended_master_secret: facts.extended_master_secret,
        chain: &facts.peer_chain,
    }
}

#[test]
fn tls12_with_tickets_and_with_ids() {
    for stateless in [true, false] {
        for sort in [Sort::Ecdsa, Sort::Rsa] {
            let (client, server) = (App::new(TLS12), App::server(TLS12, sort));
            server.parameters.borrow_mut().tickets = stateless;
            let mut first = connect(&client, &server);
            let facts = std::mem::take(&mut first.client.established().facts);
            let ticket = facts
                .ticket
                .clone()
                .map_or(Vec::new(), |(ticket, _)| ticket);
            let session = ClientSession::restore(&saved12(&facts, &ticket)).expect("a session");
            client.parameters.borrow_mut().session = Some(session);
            let mut second = connect(&client, &server);
            second.server.established();
            let resumed = &second.client.established().facts;
            assert!(resumed.resumed);
            assert_eq!(resumed.master_secret[..], facts.master_secret[..]);
            assert_eq!(resumed.peer_chain, facts.peer_chain);
        }
    }
}

#[test]
fn tls13_with_tickets() {
    for suite in [0x1301, 0x1302, 0x1303] {
        let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        client.profile(|p| p.tls13_suites = vec![suite]);
        let mut first = connect(&client, &server);
        let received = first.to_client.clone();
        let Established { read, facts, .. } = first.client.established();
        let len = 5 + usize::from(u16::from_be_bytes([received[3], received[4]]));
        let (_, message) = open(&mut read.key, &received[..len]).unwrap();
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
    let mut facts = std::mem::take(&mut first.client.established().facts);
    let mut master = facts.master_secret.to_vec();
    master[0] ^= 1;
    facts.master_secret = SecretBytes::new(&master).unwrap();
    let (ticket, _) = facts.ticket.clone().unwrap();
    let session = ClientSession::restore(&saved12(&facts, &ticket)).expect("a session");
    client.parameters.borrow_mut().session = Some(session);
    let pair = connect(&client, &server);
    assert_eq!(pair.client.failure().alert_sent, Some(20));
}

#[test]
fn what_cannot_be_restored() {
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    let mut pair = connect(&client, &server);
    let facts = &pair.client.established().facts;
    let refused = |change: &dyn Fn(&mut Saved<'_>)| {
        let mut saved = saved12(facts, b"ticket");
        assert!(ClientSession::restore(&saved).is_some());
        change(&mut saved);
        ClientSession::restore(&saved).is_none()
    };
    assert!(refused(&|s| s.version = 0x0301));
    assert!(refused(&|s| s.suite = 0x002f));
    assert!(refused(&|s| s.secret = b"short"));
    assert!(refused(&|s| s.ticket = &[]));
    assert!(refused(&|s| s.extended_master_secret = false));
    let nobody = Vec::new().into();
    let mut saved = saved12(facts, b"ticket");
    saved.chain = &nobody;
    assert!(ClientSession::restore(&saved).is_none());
}
