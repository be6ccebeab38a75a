/* The functions that make session ids and decide which sessions are resumable:
 * SSL_CTX_set_generate_session_id(3), SSL_has_matching_session_id(3),
 * SSL_CTX_set_not_resumable_session_callback. */
#include "harness.h"
#include "journal.h"

#include <openssl/rand.h>

static struct {
    int returned, length;
    int fixed; /* the same id each time */
    unsigned char id[32];
    int not_resumable;
} ids;

static void prepare(struct pair *pair, int options) {
    memset(&ids, 0, sizeof(ids));
    ids.returned = 1;
    ids.length = 32;
    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, (uint64_t)options);
}

static int on_id(SSL *ssl, unsigned char *id, unsigned *length) {
    unsigned got = 0;
    SSL_SESSION *session = SSL_get_session(ssl);

    if (session != NULL)
        SSL_SESSION_get_id(session, &got);
    journal("asked for %u, zeros %d, session %s", *length, id[0] == 0 && id[31] == 0,
            session == NULL ? "none; " : "");
    if (session != NULL)
        journal("id %u; ", got);
    if (ids.fixed)
        memset(id, ids.fixed, 32);
    else
        RAND_bytes(id, 32);
    journal("matches %d; ", SSL_has_matching_session_id(ssl, id, 32));
    memcpy(ids.id, id, 32);
    *length = (unsigned)ids.length;
    return ids.returned;
}

static int on_id_of_connection(SSL *ssl, unsigned char *id, unsigned *length) {
    journal("of the connection; ");
    return on_id(ssl, id, length);
}

static void connect_and_tell(struct pair *pair, SSL_SESSION *session) {
    unsigned client = 0, server = 0;
    const unsigned char *bytes;

    SSL_set_session(pair->client, session);
    journal_handshake(pair);
    if (SSL_is_init_finished(pair->server)) {
        pair_exchange(pair->server, pair->client, "with the ticket before it");
        SSL_SESSION_get_id(SSL_get_session(pair->client), &client);
        bytes = SSL_SESSION_get_id(SSL_get_session(pair->server), &server);
        journal(", ids %u/%u%s, resumable %d/%d", client, server,
                server > 0 && memcmp(bytes, ids.id, server) == 0 ? ", the callback's" : "",
                SSL_SESSION_is_resumable(SSL_get_session(pair->client)),
                SSL_SESSION_is_resumable(SSL_get_session(pair->server)));
    }
    journal(", cached %ld\n", SSL_CTX_sess_number(pair->server_ctx));
}

static void try_lengths(struct pair *pair, int options, const int *table) {
    prepare(pair, options);
    SSL_CTX_set_generate_session_id(pair->server_ctx, on_id);
    for (size_t i = 0; i < 3; i++) {
        SSL_SESSION *session;

        ids.length = table[i];
        journal("%d: ", table[i]);
        pair_open(pair, MEMORY);
        connect_and_tell(pair, NULL);
        if (!SSL_is_init_finished(pair->server))
            continue;
        session = SSL_get1_session(pair->client);
        resumption_close(pair);
        journal("    resumed: ");
        pair_open(pair, MEMORY);
        connect_and_tell(pair, session);
        SSL_SESSION_free(session);
        resumption_close(pair);
    }
}

static void lengths(struct pair *pair, int options) {
    try_lengths(pair, options, (const int[]){32, 0, 33});
}

static void shorter(struct pair *pair, int options) {
    try_lengths(pair, options, (const int[]){31, 16, 1});
}

static void failures(struct pair *pair, int options) {
    prepare(pair, options);
    SSL_CTX_set_generate_session_id(pair->server_ctx, on_id);
    for (int returned = -1; returned < 3; returned++) {
        ids.returned = returned;
        journal("returns %d: ", returned);
        pair_open(pair, MEMORY);
        connect_and_tell(pair, NULL);
        resumption_close(pair);
    }
}

/* The id is in the cache already, under this version or another. */
static void conflicts(struct pair *pair, int options) {
    SSL_SESSION *other = SSL_SESSION_new();
    unsigned char id[32];

    prepare(pair, options);
    ids.fixed = 'i';
    memset(id, 'i', sizeof(id));
    SSL_SESSION_set1_id(other, id, sizeof(id));
    SSL_CTX_set_generate_session_id(pair->server_ctx, on_id);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        SSL_SESSION_set_protocol_version(other, version);
        SSL_CTX_add_session(pair->server_ctx, other);
        pair_open(pair, MEMORY);
        journal("in the cache as %x; before: matches %d; ", version,
                SSL_has_matching_session_id(pair->server, id, sizeof(id)));
        connect_and_tell(pair, NULL);
        journal("afterwards: matches %d\n",
                SSL_has_matching_session_id(pair->server, id, sizeof(id)));
        SSL_CTX_flush_sessions(pair->server_ctx, 0);
    }
    SSL_SESSION_free(other);
    journal("twice: ");
    pair_open(pair, MEMORY);
    connect_and_tell(pair, NULL);
    resumption_close(pair);
    pair_open(pair, MEMORY);
    journal("again: ");
    connect_and_tell(pair, NULL);
    pair_open(pair, MEMORY);
    journal("lengths: 31: %d, 0: %d, 33: %d\n", SSL_has_matching_session_id(pair->server, id, 31),
            SSL_has_matching_session_id(pair->server, id, 0),
            SSL_has_matching_session_id(pair->server, id, 33));
}

/* A connection's callback comes before its context's; none takes it back. */
static void whose(struct pair *pair, int options) {
    prepare(pair, options);
    SSL_CTX_set_generate_session_id(pair->server_ctx, on_id);
    pair_open(pair, MEMORY);
    SSL_set_generate_session_id(pair->server, on_id_of_connection);
    connect_and_tell(pair, NULL);
    resumption_close(pair);
    pair_open(pair, MEMORY);
    SSL_set_generate_session_id(pair->server, on_id_of_connection);
    SSL_set_generate_session_id(pair->server, NULL);
    connect_and_tell(pair, NULL);
    resumption_close(pair);
    pair_open(pair, MEMORY);
    SSL_CTX_set_generate_session_id(pair->server_ctx, NULL);
    connect_and_tell(pair, NULL);
}

static int on_name(SSL *ssl, int *alert, void *argument) {
    (void)alert, (void)argument;
    journal("name; ");
    SSL_set_options(ssl, SSL_OP_NO_TICKET);
    return SSL_TLSEXT_ERR_OK;
}

/* Tickets are switched off in the servername callback. */
static void tickets_switched_off(struct pair *pair, int options) {
    prepare(pair, options);
    SSL_CTX_set_generate_session_id(pair->server_ctx, on_id);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_name);
    for (int length = 32; length > -1; length -= 32) {
        ids.length = length;
        pair_open(pair, MEMORY);
        connect_and_tell(pair, NULL);
        resumption_close(pair);
    }
}

static int on_not_resumable(SSL *ssl, int forward_secret) {
    (void)ssl;
    journal("not resumable? %d; ", forward_secret);
    return ids.not_resumable;
}

static int on_certificate(SSL *ssl, void *argument) {
    (void)ssl, (void)argument;
    journal("certificate; ");
    return 1;
}

static int on_new(SSL *ssl, SSL_SESSION *session) {
    (void)session;
    journal("%s new; ", SSL_is_server(ssl) ? "server" : "client");
    return 0;
}

static void not_resumable(struct pair *pair, int options) {
    prepare(pair, options);
    SSL_CTX_set_num_tickets(pair->server_ctx, 2);
    SSL_CTX_set_not_resumable_session_callback(pair->server_ctx, on_not_resumable);
    SSL_CTX_set_cert_cb(pair->server_ctx, on_certificate, NULL);
    SSL_CTX_sess_set_new_cb(pair->server_ctx, on_new);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    for (ids.not_resumable = -1; ids.not_resumable < 3; ids.not_resumable++) {
        SSL_SESSION *session;

        journal("%d: ", ids.not_resumable);
        pair_open(pair, MEMORY);
        connect_and_tell(pair, NULL);
        session = SSL_get1_session(pair->client);
        resumption_close(pair);
        journal("    offered: ");
        pair_open(pair, MEMORY);
        connect_and_tell(pair, session);
        resumption_close(pair);
        SSL_SESSION_free(session);
    }
    pair_open(pair, MEMORY);
    SSL_set_not_resumable_session_callback(pair->server, NULL);
    journal("none: ");
    connect_and_tell(pair, NULL);
}

static const struct journal_row rows[] = {
    {"lengths/tls12", TLS1_2_VERSION, lengths, SSL_OP_NO_TICKET,
     "32: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 1\n"
     "    resumed: reused 1/1, ids 32/32, the callback's, resumable 1/1, cached 1\n"
     "0: asked for 32, zeros 1, session none; matches 0; client: tlsv1 alert internal error, "
     "server: ssl session id has bad length, cached 1\n"
     "33: asked for 32, zeros 1, session none; matches 0; client: tlsv1 alert internal error, "
     "server: ssl session id has bad length, cached 1\n"},
    {"shorter/tls12", TLS1_2_VERSION, shorter, SSL_OP_NO_TICKET,
     "31: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 31/31, the callback's, "
     "resumable 1/1, cached 1\n"
     "    resumed: reused 1/1, ids 31/31, the callback's, resumable 1/1, cached 1\n"
     "16: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 16/16, the callback's, "
     "resumable 1/1, cached 2\n"
     "    resumed: reused 1/1, ids 16/16, the callback's, resumable 1/1, cached 2\n"
     "1: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 1/1, the callback's, "
     "resumable 1/1, cached 3\n"
     "    resumed: reused 1/1, ids 1/1, the callback's, resumable 1/1, cached 3\n"},
    {"lengths/tls13", TLS1_3_VERSION, lengths, SSL_OP_NO_TICKET,
     "32: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 1\n"
     "    resumed: asked for 32, zeros 1, session id 32; matches 0; reused 1/1, ids 32/32, the "
     "callback's, resumable 1/1, cached 2\n"
     "0: asked for 32, zeros 1, session id 32; matches 0; client: -, server: ssl session id has "
     "bad length, cached 2\n"
     "33: asked for 32, zeros 1, session id 32; matches 0; client: -, server: ssl session id has "
     "bad length, cached 2\n"},
    {"shorter/tls13", TLS1_3_VERSION, shorter, SSL_OP_NO_TICKET,
     "31: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/31, the callback's, "
     "resumable 1/1, cached 1\n"
     "    resumed: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/31, the "
     "callback's, resumable 1/1, cached 2\n"
     "16: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/16, the callback's, "
     "resumable 1/1, cached 3\n"
     "    resumed: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/16, the "
     "callback's, resumable 1/1, cached 4\n"
     "1: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/1, the callback's, "
     "resumable 1/1, cached 5\n"
     "    resumed: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/1, the "
     "callback's, resumable 1/1, cached 6\n"},
    {"lengths_with_tickets/tls12", TLS1_2_VERSION, lengths, 0,
     "32: reused 0/0, ids 32/0, resumable 1/0, cached 0\n"
     "    resumed: reused 1/1, ids 32/32, resumable 1/1, cached 0\n"
     "0: reused 0/0, ids 32/0, resumable 1/0, cached 0\n"
     "    resumed: reused 1/1, ids 32/32, resumable 1/1, cached 0\n"
     "33: reused 0/0, ids 32/0, resumable 1/0, cached 0\n"
     "    resumed: reused 1/1, ids 32/32, resumable 1/1, cached 0\n"},
    {"lengths_with_tickets/tls13", TLS1_3_VERSION, lengths, 0,
     "32: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 0\n"
     "    resumed: asked for 32, zeros 1, session id 32; matches 0; reused 1/1, ids 32/32, the "
     "callback's, resumable 1/1, cached 0\n"
     "0: asked for 32, zeros 1, session id 32; matches 0; client: -, server: ssl session id has "
     "bad length, cached 0\n"
     "33: asked for 32, zeros 1, session id 32; matches 0; client: -, server: ssl session id has "
     "bad length, cached 0\n"},
    {"failures/tls12", TLS1_2_VERSION, failures, SSL_OP_NO_TICKET,
     "returns -1: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 1\n"
     "returns 0: asked for 32, zeros 1, session none; matches 0; client: tlsv1 alert internal "
     "error, server: ssl session id callback failed, cached 1\n"
     "returns 1: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 2\n"
     "returns 2: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 3\n"},
    {"failures/tls13", TLS1_3_VERSION, failures, SSL_OP_NO_TICKET,
     "returns -1: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 1\n"
     "returns 0: asked for 32, zeros 1, session id 32; matches 0; client: -, server: ssl session "
     "id callback failed, cached 1\n"
     "returns 1: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 2\n"
     "returns 2: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 3\n"},
    {"conflicts/tls12", TLS1_2_VERSION, conflicts, SSL_OP_NO_TICKET,
     "in the cache as 303; before: matches 0; asked for 32, zeros 1, session none; matches 1; "
     "client: tlsv1 alert internal error, server: ssl session id conflict, cached 1\n"
     "afterwards: matches 1\n"
     "in the cache as 304; before: matches 1; asked for 32, zeros 1, session none; matches 0; "
     "reused 0/0, ids 32/32, the callback's, resumable 1/1, cached 2\n"
     "afterwards: matches 1\n"
     "twice: asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 1\n"
     "again: asked for 32, zeros 1, session none; matches 1; client: tlsv1 alert internal error, "
     "server: ssl session id conflict, cached 1\n"
     "lengths: 31: 0, 0: 0, 33: 0\n"},
    {"conflicts/tls13", TLS1_3_VERSION, conflicts, SSL_OP_NO_TICKET,
     "in the cache as 303; before: matches 0; asked for 32, zeros 1, session id 32; matches 0; "
     "reused 0/0, ids 32/32, the callback's, resumable 1/1, cached 2\n"
     "afterwards: matches 1\n"
     "in the cache as 304; before: matches 0; asked for 32, zeros 1, session id 32; matches 0; "
     "reused 0/0, ids 32/32, the callback's, resumable 1/1, cached 1\n"
     "afterwards: matches 1\n"
     "twice: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 1\n"
     "again: asked for 32, zeros 1, session id 32; matches 1; client: -, server: ssl session id "
     "conflict, cached 0\n"
     "lengths: 31: 0, 0: 0, 33: 0\n"},
    {"conflicts_with_tickets/tls13", TLS1_3_VERSION, conflicts, 0,
     "in the cache as 303; before: matches 0; asked for 32, zeros 1, session id 32; matches 0; "
     "reused 0/0, ids 32/32, the callback's, resumable 1/1, cached 1\n"
     "afterwards: matches 0\n"
     "in the cache as 304; before: matches 0; asked for 32, zeros 1, session id 32; matches 0; "
     "reused 0/0, ids 32/32, the callback's, resumable 1/1, cached 0\n"
     "afterwards: matches 0\n"
     "twice: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 0\n"
     "again: asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 0\n"
     "lengths: 31: 0, 0: 0, 33: 0\n"},
    {"whose/tls12", TLS1_2_VERSION, whose, SSL_OP_NO_TICKET,
     "of the connection; asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, "
     "the callback's, resumable 1/1, cached 1\n"
     "asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 2\n"
     "asked for 32, zeros 1, session none; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 3\n"},
    {"whose/tls13", TLS1_3_VERSION, whose, SSL_OP_NO_TICKET,
     "of the connection; asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, "
     "the callback's, resumable 1/1, cached 1\n"
     "asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 2\n"
     "asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the callback's, "
     "resumable 1/1, cached 3\n"},
    {"tickets_switched_off/tls12", TLS1_2_VERSION, tickets_switched_off, 0,
     "name; asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 32/32, the "
     "callback's, resumable 1/1, cached 1\n"
     "name; asked for 32, zeros 1, session id 32; matches 0; client: tlsv1 alert internal error, "
     "server: ssl session id has bad length, cached 1\n"},
    {"tickets_switched_off/tls13", TLS1_3_VERSION, tickets_switched_off, 0,
     "name; asked for 32, zeros 1, session id 32; matches 0; reused 0/0, ids 0/32, the callback's, "
     "resumable 0/1, cached 0\n"
     "name; asked for 32, zeros 1, session id 32; matches 0; client: tlsv1 alert internal error, "
     "server: ssl session id has bad length, cached 0\n"},
    {"not_resumable/tls12", TLS1_2_VERSION, not_resumable, 0,
     "-1: certificate; not resumable? 1; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 1; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "0: certificate; not resumable? 1; client new; reused 0/0, ids 32/0, resumable 1/0, cached 0\n"
     "    offered: reused 1/1, ids 32/32, resumable 1/1, cached 0\n"
     "1: certificate; not resumable? 1; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 1; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "2: certificate; not resumable? 1; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 1; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "none: certificate; client new; reused 0/0, ids 32/0, resumable 1/0, cached 0\n"},
    {"not_resumable/tls13", TLS1_3_VERSION, not_resumable, 0,
     "-1: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "0: certificate; not resumable? 0; server new; server new; reused 0/0client new; client new; "
     ", ids 32/32, resumable 1/1, cached 0\n"
     "    offered: server new; reused 1/1client new; , ids 32/32, resumable 1/1, cached 0\n"
     "1: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "2: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "none: certificate; server new; server new; reused 0/0client new; client new; , ids 32/32, "
     "resumable 1/1, cached 0\n"},
    {"not_resumable_without_tickets/tls12", TLS1_2_VERSION, not_resumable, SSL_OP_NO_TICKET,
     "-1: certificate; not resumable? 1; client new; reused 0/0, ids 32/32, resumable 1/0, cached "
     "0\n"
     "    offered: certificate; not resumable? 1; client new; reused 0/0, ids 32/32, resumable "
     "1/0, cached 0\n"
     "0: certificate; not resumable? 1; server new; client new; reused 0/0, ids 32/32, resumable "
     "1/1, cached 1\n"
     "    offered: reused 1/1, ids 32/32, resumable 1/1, cached 1\n"
     "1: certificate; not resumable? 1; client new; reused 0/0, ids 32/32, resumable 1/0, cached "
     "1\n"
     "    offered: certificate; not resumable? 1; client new; reused 0/0, ids 32/32, resumable "
     "1/0, cached 1\n"
     "2: certificate; not resumable? 1; client new; reused 0/0, ids 32/32, resumable 1/0, cached "
     "1\n"
     "    offered: certificate; not resumable? 1; client new; reused 0/0, ids 32/32, resumable "
     "1/0, cached 1\n"
     "none: certificate; server new; client new; reused 0/0, ids 32/32, resumable 1/1, cached 2\n"},
    {"not_resumable_without_tickets/tls13", TLS1_3_VERSION, not_resumable, SSL_OP_NO_TICKET,
     "-1: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "    offered: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 0\n"
     "0: certificate; not resumable? 0; server new; server new; reused 0/0client new; client new; "
     ", ids 32/32, resumable 1/1, cached 2\n"
     "    offered: server new; reused 1/1client new; , ids 32/32, resumable 1/1, cached 3\n"
     "1: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 3\n"
     "    offered: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 3\n"
     "2: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 3\n"
     "    offered: certificate; not resumable? 0; reused 0/0, ids 0/0, resumable 0/0, cached 3\n"
     "none: certificate; server new; server new; reused 0/0client new; client new; , ids 32/32, "
     "resumable 1/1, cached 5\n"},
};

JOURNALS_MAIN(rows)
