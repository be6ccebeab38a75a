use super::handshakes::{shake, VERSIONS};
use super::support::*;
use crate::handshake::*;

/// Takes the TLS 1.3 tickets that follow a handshake, each in its record.
fn tickets(pair: &mut Pair<'_>) -> Vec<ClientSession> {
    let mut rest = std::mem::take(&mut pair.to_client);
    let client = pair.client.established();
    let key = &mut client.read.key;
    let mut sessions = Vec::new();
    while !rest.is_empty() {
        let len = 5 + usize::from(u16::from_be_bytes([rest[3], rest[4]]));
        let record: Vec<u8> = rest.drain(..len).collect();
        let (kind, message) = open(key, &record).unwrap();
        assert_eq!((kind, message[0]), (22, 4));
        assert_eq!(
            message.len(),
            4 + usize::from(message[3]) + 256 * usize::from(message[2])
        );
        let (session, ticket) = session(&client.facts, &message);
        assert!(ticket.lifetime > 0);
        sessions.push(session);
    }
    let read = key.sequence();
    assert_eq!(read, pair.server.established().write.key.sequence());
    sessions
}

#[test]
fn tls13_resumption_with_tickets_and_with_the_cache() {
    for stateless in [true, false] {
        let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        server.parameters.borrow_mut().tickets = stateless;
        let mut first = shake(&client, &server);
        let sessions = tickets(&mut first);
        assert_eq!(sessions.len(), 2);
        assert_eq!(server.logged(if stateless { "seal" } else { "store" }), 2);
        client.parameters.borrow_mut().session = Some(sessions[0].clone());
        // A session can be used again.
        for _ in 0..2 {
            let mut second = shake(&client, &server);
            let facts = &second.client.established().facts;
            assert!(facts.resumed);
            assert_eq!(client.logged("verify"), 1);
            assert_eq!(server.logged("certificate"), 1);
        }
    }
}

#[test]
fn tls13_resumption_with_retry() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    let mut first = shake(&client, &server);
    client.parameters.borrow_mut().session = tickets(&mut first).pop();
    server.profile(|p| p.groups = vec![24]);
    let mut second = shake(&client, &server);
    assert!(second.client.established().facts.resumed);
    assert_eq!(second.client.established().facts.group, 24);
}

#[test]
fn a_session_withdrawn_at_the_retry_is_not_the_new_ticket_s() {
    for withdrawn in [false, true] {
        let (client_app, server_app) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        let mut first = shake(&client_app, &server_app);
        client_app.parameters.borrow_mut().session = tickets(&mut first).pop();
        server_app.profile(|p| p.groups = vec![24]);
        server_app.renew.set(true);
        let mut client = Side::new(&client_app, Engine::client());
        let mut server = Side::new(&server_app, Engine::server());
        let (mut to_client, mut to_server) = (Vec::new(), Vec::new());
        client.work(&mut to_client, &mut to_server);
        server.work(&mut to_server, &mut to_client);
        if withdrawn {
            // As if the second ClientHello had another identity than the first.
            let mut notes = server.engine.notes.borrow_mut();
            notes.resume.as_mut().unwrap().0 = b"another".to_vec();
        }
        for _ in 0..10 {
            client.work(&mut to_client, &mut to_server);
            server.work(&mut to_server, &mut to_client);
        }
        assert_eq!(server.established().facts.resumed, !withdrawn);
        assert_eq!(server_app.logged("seal"), 3);
        let resumed = server_app.logged("seal resumed");
        assert_eq!(resumed, usize::from(!withdrawn));
    }
}

#[test]
fn tls13_without_tickets() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    server.parameters.borrow_mut().ticket_count = 0;
    let mut pair = shake(&client, &server);
    assert!(pair.to_client.is_empty());
    assert_eq!(pair.server.established().write.key.sequence(), 0);
}

#[test]
fn tls12_resumption_with_tickets_and_with_ids() {
    for stateless in [true, false] {
        let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Rsa));
        server.parameters.borrow_mut().tickets = stateless;
        let mut first = shake(&client, &server);
        let Established {
            facts,
            ticket,
            peer_chain,
            ..
        } = first.client.established();
        assert_eq!(facts.session_id.is_empty(), stateless);
        assert_eq!(ticket.is_some(), stateless);
        let chain = peer_chain.clone();
        let master = facts.master_secret.clone();
        let session = first.client.established().session.take();
        assert!(session.is_some());
        client.parameters.borrow_mut().session = session;
        for _ in 0..2 {
            let mut second = shake(&client, &server);
            let resumed = second.client.established();
            assert!(resumed.facts.resumed);
            assert_eq!(resumed.peer_chain, chain);
            assert_eq!(resumed.facts.master_secret[..], master[..]);
            assert_eq!(client.logged("verify"), 1);
            assert_eq!(server.logged("certificate"), 1);
        }
    }
}

#[test]
fn a_session_that_the_server_forgot_means_a_full_handshake() {
    for version in VERSIONS {
        let (client, server) = (App::new(version), App::server(version, Sort::Ecdsa));
        server.parameters.borrow_mut().tickets = false;
        let mut first = shake(&client, &server);
        let session = match version {
            TLS13 => tickets(&mut first).pop(),
            _ => first.client.established().session.take(),
        };
        client.parameters.borrow_mut().session = session;
        server.sessions.borrow_mut().clear();
        let mut second = shake(&client, &server);
        assert!(!second.client.established().facts.resumed);
        assert_eq!(client.logged("verify"), 2);
    }
}

#[test]
fn a_resumption_brings_a_new_ticket_only_if_it_is_to_be_renewed() {
    for renew in [false, true] {
        let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        server.renew.set(renew);
        client.parameters.borrow_mut().session = tickets(&mut shake(&client, &server)).pop();
        assert_eq!(
            tickets(&mut shake(&client, &server)).len(),
            usize::from(renew)
        );

        let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
        server.renew.set(renew);
        let session = shake(&client, &server).client.established().session.take();
        client.parameters.borrow_mut().session = session;
        let mut second = shake(&client, &server);
        assert!(second.client.established().facts.resumed);
        assert_eq!(second.client.established().ticket.is_some(), renew);
    }
}

#[test]
fn tickets_made_after_the_handshake() {
    for stateless in [true, false] {
        let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        server.parameters.borrow_mut().tickets = stateless;
        server.parameters.borrow_mut().ticket_count = 0;
        client.parameters.borrow_mut().server_name = Some("Example.org".into());
        client.parameters.borrow_mut().credentials = vec![credential(Sort::Rsa)];
        server.parameters.borrow_mut().verify.peer = true;
        let mut pair = shake(&client, &server);
        let established = pair.server.established();
        let maker = TicketMaker::new(&established.facts, established.peer_chain.clone()).unwrap();
        let message = maker.message(&server).unwrap();
        let (session, ticket) = session(&pair.client.established().facts, &message);
        assert_eq!(ticket.lifetime, 7200);
        client.parameters.borrow_mut().session = Some(session);
        let mut second = shake(&client, &server);
        assert!(second.client.established().facts.resumed);
        let chain = &client.parameters.borrow().credentials[0].chain;
        assert_eq!(second.server.established().peer_chain, *chain);
    }
    let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
    let mut pair = shake(&client, &server);
    assert!(TicketMaker::new(&pair.server.established().facts, Vec::new()).is_none());
}
