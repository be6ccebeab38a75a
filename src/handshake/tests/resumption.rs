use super::handshakes::{shake, VERSIONS};
use super::support::*;
use crate::handshake::*;

/// A ticket of TLS 1.3, as the client uses it.
fn ticket(pair: &mut Pair<'_>) -> ClientSession {
    let message = pair
        .server
        .app
        .tls13_ticket(&pair.server.established().facts);
    session(&pair.client.established().facts, &message).0
}

#[test]
fn tls13_resumption() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    let mut first = shake(&client, &server);
    assert!(first.to_client.is_empty());
    assert_eq!(first.server.established().write.key.sequence(), 0);
    client.parameters.borrow_mut().session = Some(ticket(&mut first));
    // A session can be used again, and with another name.
    for name in [None, Some("example.org"), Some("127.0.0.1")] {
        client.parameters.borrow_mut().server_name = name.map(str::to_owned);
        let mut second = shake(&client, &server);
        let facts = &second.client.established().facts;
        assert!(facts.resumed);
        assert_eq!(client.logged("verify"), 1);
        assert_eq!(server.logged("certificate"), 1);
    }
}

#[test]
fn a_tls13_session_is_resumed_with_another_suite_of_its_hash() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    server.profile(|p| p.tls13_suites = vec![CipherSuite(0x1303)]);
    let mut first = shake(&client, &server);
    client.parameters.borrow_mut().session = Some(ticket(&mut first));
    server.profile(|p| p.tls13_suites = vec![CipherSuite(0x1301)]);
    let mut second = shake(&client, &server);
    let facts = &second.client.established().facts;
    assert!(facts.resumed);
    assert_eq!(facts.suite, Some(CipherSuite(0x1301)));
}

#[test]
fn tls13_resumption_with_retry() {
    let (client, server) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
    let mut first = shake(&client, &server);
    client.parameters.borrow_mut().session = Some(ticket(&mut first));
    server.profile(|p| p.groups = vec![NamedGroup(24)]);
    let mut second = shake(&client, &server);
    assert!(second.client.established().facts.resumed);
    assert_eq!(
        second.client.established().facts.group,
        Some(NamedGroup(24))
    );
    assert_eq!(server.logged("resumes true"), 1);
}

#[test]
fn a_server_hears_of_a_session_withdrawn_at_the_retry() {
    for withdrawn in [false, true] {
        let (client_app, server_app) = (App::new(TLS13), App::server(TLS13, Sort::Ecdsa));
        let mut first = shake(&client_app, &server_app);
        client_app.parameters.borrow_mut().session = Some(ticket(&mut first));
        server_app.profile(|p| p.groups = vec![NamedGroup(24)]);
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
        let told = server_app.logged(&format!("resumes {}", !withdrawn));
        assert_eq!(told, if withdrawn { 2 } else { 1 });
    }
}

#[test]
fn tls12_resumption_with_tickets_and_with_ids() {
    for stateless in [true, false] {
        let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Rsa));
        server.tickets.set(stateless);
        let mut first = shake(&client, &server);
        let Established {
            facts, peer_chain, ..
        } = first.client.established();
        assert_eq!(facts.session_id.is_empty(), stateless);
        assert_eq!(client.ticket.borrow().is_some(), stateless);
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
        let mut first = shake(&client, &server);
        let session = match version {
            TLS13 => Some(ticket(&mut first)),
            _ => first.client.established().session.take(),
        };
        client.parameters.borrow_mut().session = session;
        server.sessions.borrow_mut().clear();
        let mut second = shake(&client, &server);
        assert!(!second.client.established().facts.resumed);
        assert_eq!(client.logged("verify"), 2);
        assert_eq!(client.logged("resumes false"), 2);
    }
}

#[test]
fn a_tls12_resumption_brings_a_new_ticket_only_if_it_is_to_be_renewed() {
    for renew in [false, true] {
        let (client, server) = (App::new(TLS12), App::server(TLS12, Sort::Ecdsa));
        server.renew.set(renew);
        let session = shake(&client, &server).client.established().session.take();
        client.parameters.borrow_mut().session = session;
        client.ticket.take();
        let mut second = shake(&client, &server);
        assert!(second.client.established().facts.resumed);
        assert_eq!(client.ticket.borrow().is_some(), renew);
    }
}
