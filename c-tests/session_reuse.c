/* Sessions that are used more than once, or must not be: a server's protection against replay,
 * causes that make a session unusable, a session in two connections, copies, and sessions that
 * contradict the connection. */
#include "harness.h"
#include "journal.h"

#include <time.h>

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
    (void)ctx;
    journal("removed%s; ", SSL_SESSION_is_resumable(session) ? ", resumable" : "");
}

static void connect_with(struct pair *pair, SSL_SESSION *session, const char *what) {
    char buffer[16];

    journal("%s: ", what);
    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    journal_handshake(pair);
    if (SSL_is_init_finished(pair->client))
        SSL_read(pair->client, buffer, sizeof(buffer));
    journal(", resumable %d/%d, cached %ld/%ld\n",
            SSL_SESSION_is_resumable(SSL_get_session(pair->client)),
            SSL_SESSION_is_resumable(SSL_get_session(pair->server)),
            SSL_CTX_sess_number(pair->client_ctx), SSL_CTX_sess_number(pair->server_ctx));
}

static SSL_SESSION *session_of(struct pair *pair) {
    SSL_SESSION *session = SSL_get1_session(pair->client);

    resumption_close(pair);
    return session;
}

/* With early data allowed each ticket is good for one connection, unless the server says that it
 * does not fear replay. */
static void early_data_is_allowed(struct pair *pair, int options) {
    SSL_SESSION *session;
    size_t length;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, (uint64_t)options);
    SSL_CTX_set_max_early_data(pair->server_ctx, 1024);
    SSL_CTX_sess_set_remove_cb(pair->server_ctx, on_remove);
    connect_with(pair, NULL, "first");
    session = session_of(pair);
    SSL_SESSION_get0_ticket(session, NULL, &length);
    journal("the ticket is %s\n", length == 32 ? "an id" : "more than an id");
    connect_with(pair, session, "second");
    resumption_close(pair);
    SSL_SESSION_free(session);
    pair_close(pair);
    connect_with(pair, NULL, "another");
    session = session_of(pair);
    pair_open(pair, MEMORY);
    SSL_set_max_early_data(pair->server, 0);
    SSL_set_session(pair->client, session);
    journal("no early data any more: ");
    journal_handshake(pair);
    journal("\n");
    resumption_close(pair);
    SSL_SESSION_free(session);
    SSL_CTX_sess_set_remove_cb(pair->server_ctx, NULL);
}

static void early_data_is_promised(struct pair *pair, int size) {
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_max_early_data(pair->server_ctx, (uint32_t)size);
    connect_with(pair, NULL, "first");
    session = session_of(pair);
    journal("early data: %u\n", SSL_SESSION_get_max_early_data(session));
    SSL_SESSION_free(session);
}

/* The same session offered in connections one after the other. */
static void again_and_again(struct pair *pair, int options) {
    SSL_SESSION *session, *copy;

    resumption_prepare(pair);
    SSL_CTX_set_session_cache_mode(pair->client_ctx,
                                   options ? SSL_SESS_CACHE_OFF : SSL_SESS_CACHE_CLIENT);
    connect_with(pair, NULL, "first");
    session = session_of(pair);
    copy = SSL_SESSION_dup(session);
    connect_with(pair, session, "second");
    resumption_close(pair);
    journal("resumable %d, its copy %d\n", SSL_SESSION_is_resumable(session),
            SSL_SESSION_is_resumable(copy));
    connect_with(pair, session, "third");
    resumption_close(pair);
    connect_with(pair, copy, "a copy");
    resumption_close(pair);
    SSL_SESSION_free(copy);
    copy = SSL_SESSION_dup(session);
    journal("a later copy is resumable %d\n", SSL_SESSION_is_resumable(copy));
    SSL_SESSION_free(copy);
    SSL_SESSION_free(session);
}

/* Two connections at once that offer the same session; the first breaks. */
static void in_two_at_once(struct pair *pair, int options) {
    struct pair second = pair_beside(pair);
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, (uint64_t)options);
    connect_with(pair, NULL, "first");
    session = session_of(pair);
    connect_with(pair, session, "one");
    connect_with(&second, session, "two");
    journal("the same object %d/%d\n",
            SSL_get_session(pair->client) == SSL_get_session(second.client),
            SSL_get_session(pair->server) == SSL_get_session(second.server));
    pair_close(pair);
    journal("after a bad end of one: %d, cached %ld/%ld\n", SSL_SESSION_is_resumable(session),
            SSL_CTX_sess_number(pair->client_ctx), SSL_CTX_sess_number(pair->server_ctx));
    pair_exchange(second.client, second.server, "still there");
    resumption_close(&second);
    pair_close(&second);
    connect_with(pair, session, "afterwards");
    SSL_SESSION_free(session);
}

enum change {
    SECRET,
    OTHER_SECRET_LENGTH,
    CIPHER,
    OTHER_HASH,
    VERSION,
    ID,
    ID_CONTEXT,
    HOST,
    TIMEOUT,
    TIME,
    NO_ID,
    EARLY_DATA,
    ALPN
};

static void change(struct pair *pair, SSL_SESSION *session, int what) {
    const unsigned char suites[][2] = {{0x13, 0x01}, {0x13, 0x03}, {0xc0, 0x2b}, {0xcc, 0xa9}};
    int tls13 = pair->version == TLS1_3_VERSION;
    const SSL_CIPHER *cipher;

    switch (what) {
    case SECRET:
        SSL_SESSION_set1_master_key(
            session,
            (const unsigned char *)"0123456789012345678901234567890123456789"
                                   "01234567",
            48);
        break;
    case OTHER_SECRET_LENGTH:
        SSL_SESSION_set1_master_key(session, (const unsigned char *)"0123456789", 10);
        break;
    case CIPHER:
    case OTHER_HASH:
        cipher = SSL_CIPHER_find(pair->client, suites[(tls13 ? 0 : 2) + (what == CIPHER)]);
        assert_non_null(cipher);
        SSL_SESSION_set_cipher(session, cipher);
        break;
    case VERSION:
        SSL_SESSION_set_protocol_version(session, tls13 ? TLS1_2_VERSION : TLS1_3_VERSION);
        break;
    case ID:
        SSL_SESSION_set1_id(session, (const unsigned char *)"another id", 10);
        break;
    case ID_CONTEXT:
        SSL_SESSION_set1_id_context(session, (const unsigned char *)"other", 5);
        break;
    case HOST:
        SSL_SESSION_set1_hostname(session, "other.example");
        break;
    case TIMEOUT:
        SSL_SESSION_set_timeout(session, 0);
        break;
    case TIME:
        SSL_SESSION_set_time(session, (long)time(NULL) - 100000);
        break;
    case EARLY_DATA:
        SSL_SESSION_set_max_early_data(session, 100);
        break;
    case ALPN:
        SSL_SESSION_set1_alpn_selected(session, (const unsigned char *)"h2", 2);
        break;
    default:
        SSL_SESSION_set1_id(session, NULL, 0);
    }
}

/* The client's session was changed before it is offered. */
enum { WITHOUT_TICKETS = 1, ONE = 16 };

static void changed(struct pair *pair, int choice) {
    int tls12 = pair->version == TLS1_2_VERSION;
    static const char *const names[] = {
        "secret", "length of the secret", "cipher", "hash",    "version",
        "id",     "id context",           "host",   "timeout", "time",
        "no id",  "early data",           "alpn"};

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, choice & WITHOUT_TICKETS ? SSL_OP_NO_TICKET : 0);
    for (int what = SECRET; what <= ALPN; what++) {
        SSL_SESSION *session;

        if (choice >= ONE ? what != choice / ONE
                          : tls12 && (what == OTHER_SECRET_LENGTH || what == NO_ID))
            continue;
        session = resumption_first(pair);

        pair_open(pair, MEMORY);
        change(pair, session, what);
        SSL_set_session(pair->client, session);
        journal("%s: ", names[what]);
        journal_handshake(pair);
        journal("\n");
        resumption_close(pair);
        SSL_SESSION_free(session);
        SSL_CTX_flush_sessions(pair->server_ctx, 0);
    }
}

static const struct journal_row rows[] = {
    {"early_data_is_allowed/tls13", TLS1_3_VERSION, early_data_is_allowed, 0,
     "first: reused 0/0, resumable 1/1, cached 1/1\n"
     "the ticket is an id\n"
     "second: removed; reused 1/1, resumable 1/1, cached 1/1\n"
     "another: reused 0/0, resumable 1/1, cached 2/2\n"
     "no early data any more: reused 0/0\n"},
    {"early_data_is_allowed/tls12", TLS1_2_VERSION, early_data_is_allowed, 0,
     "first: reused 0/0, resumable 1/0, cached 1/0\n"
     "the ticket is more than an id\n"
     "second: reused 1/1, resumable 1/1, cached 1/0\n"
     "another: reused 0/0, resumable 1/0, cached 2/0\n"
     "no early data any more: reused 1/1\n"},
    {"early_data_is_allowed_without_fear_of_replay/tls13", TLS1_3_VERSION, early_data_is_allowed,
     SSL_OP_NO_ANTI_REPLAY,
     "first: reused 0/0, resumable 1/1, cached 1/1\n"
     "the ticket is more than an id\n"
     "second: reused 1/1, resumable 1/1, cached 1/2\n"
     "another: reused 0/0, resumable 1/1, cached 2/3\n"
     "no early data any more: reused 1/1\n"},
    {"no_early_data_is_promised/tls13", TLS1_3_VERSION, early_data_is_promised, 0,
     "first: reused 0/0, resumable 1/1, cached 1/0\n"
     "early data: 0\n"},
    {"early_data_is_promised/tls13", TLS1_3_VERSION, early_data_is_promised, 1024,
     "first: reused 0/0, resumable 1/1, cached 1/1\n"
     "early data: 1024\n"},
    {"again_and_again/tls12", TLS1_2_VERSION, again_and_again, 0,
     "first: reused 0/0, resumable 1/0, cached 1/0\n"
     "second: reused 1/1, resumable 1/1, cached 1/0\n"
     "resumable 1, its copy 1\n"
     "third: reused 1/1, resumable 1/1, cached 1/0\n"
     "a copy: reused 1/1, resumable 1/1, cached 1/0\n"
     "a later copy is resumable 1\n"},
    {"again_and_again/tls13", TLS1_3_VERSION, again_and_again, 0,
     "first: reused 0/0, resumable 1/1, cached 1/0\n"
     "second: reused 1/1, resumable 1/1, cached 1/0\n"
     "resumable 0, its copy 1\n"
     "third: reused 0/0, resumable 1/1, cached 2/0\n"
     "a copy: reused 1/1, resumable 1/1, cached 3/0\n"
     "a later copy is resumable 0\n"},
    {"again_and_again_without_a_cache/tls12", TLS1_2_VERSION, again_and_again, 1,
     "first: reused 0/0, resumable 1/0, cached 0/0\n"
     "second: reused 1/1, resumable 1/1, cached 0/0\n"
     "resumable 1, its copy 1\n"
     "third: reused 1/1, resumable 1/1, cached 0/0\n"
     "a copy: reused 1/1, resumable 1/1, cached 0/0\n"
     "a later copy is resumable 1\n"},
    {"again_and_again_without_a_cache/tls13", TLS1_3_VERSION, again_and_again, 1,
     "first: reused 0/0, resumable 1/1, cached 0/0\n"
     "second: reused 1/1, resumable 1/1, cached 0/0\n"
     "resumable 1, its copy 1\n"
     "third: reused 1/1, resumable 1/1, cached 0/0\n"
     "a copy: reused 1/1, resumable 1/1, cached 0/0\n"
     "a later copy is resumable 1\n"},
    {"in_two_at_once/tls12", TLS1_2_VERSION, in_two_at_once, 0,
     "first: reused 0/0, resumable 1/0, cached 1/0\n"
     "one: reused 1/1, resumable 1/1, cached 1/0\n"
     "two: reused 1/1, resumable 1/1, cached 1/0\n"
     "the same object 1/0\n"
     "after a bad end of one: 0, cached 0/0\n"
     "afterwards: reused 0/0, resumable 1/0, cached 1/0\n"},
    {"in_two_at_once/tls13", TLS1_3_VERSION, in_two_at_once, 0,
     "first: reused 0/0, resumable 1/1, cached 1/0\n"
     "one: reused 1/1, resumable 1/1, cached 1/0\n"
     "two: reused 0/0, resumable 1/1, cached 2/0\n"
     "the same object 0/0\n"
     "after a bad end of one: 0, cached 1/0\n"
     "afterwards: reused 0/0, resumable 1/1, cached 2/0\n"},
    {"in_two_at_once_without_tickets/tls12", TLS1_2_VERSION, in_two_at_once, SSL_OP_NO_TICKET,
     "first: reused 0/0, resumable 1/1, cached 1/1\n"
     "one: reused 1/1, resumable 1/1, cached 1/1\n"
     "two: reused 1/1, resumable 1/1, cached 1/1\n"
     "the same object 1/1\n"
     "after a bad end of one: 0, cached 0/0\n"
     "afterwards: reused 0/0, resumable 1/1, cached 1/1\n"},
    {"in_two_at_once_without_tickets/tls13", TLS1_3_VERSION, in_two_at_once, SSL_OP_NO_TICKET,
     "first: reused 0/0, resumable 1/1, cached 1/1\n"
     "one: reused 1/1, resumable 1/1, cached 1/2\n"
     "two: reused 0/0, resumable 1/1, cached 2/3\n"
     "the same object 0/0\n"
     "after a bad end of one: 0, cached 1/2\n"
     "afterwards: reused 0/0, resumable 1/1, cached 2/3\n"},
    {"changed/tls12", TLS1_2_VERSION, changed, 0,
     "secret: client: decryption failed or bad record mac, server: sslv3 alert bad record mac\n"
     "cipher: client: old session cipher not returned, server: sslv3 alert illegal parameter\n"
     "hash: client: old session cipher not returned, server: sslv3 alert illegal parameter\n"
     "version: reused 0/0\n"
     "id: reused 1/1\n"
     "id context: client: attempt to reuse session in different context, server: sslv3 alert "
     "illegal parameter\n"
     "host: reused 1/1\n"
     "timeout: reused 1/1\n"
     "time: reused 1/1\n"
     "early data: reused 1/1\n"
     "alpn: reused 1/1\n"},
    {"changed_length_of_the_secret/tls12", TLS1_2_VERSION, changed, ONE *OTHER_SECRET_LENGTH,
     "length of the secret: client: decryption failed or bad record mac, server: sslv3 alert bad "
     "record mac\n"},
    {"changed_to_no_id/tls12", TLS1_2_VERSION, changed, ONE *NO_ID,
     "no id: client: unexpected message, server: sslv3 alert unexpected message\n"},
    {"changed/tls13", TLS1_3_VERSION, changed, 0,
     "secret: client: sslv3 alert illegal parameter, server: binder does not verify\n"
     "length of the secret: client: sslv3 alert illegal parameter, server: binder does not verify\n"
     "cipher: client: tlsv1 alert decode error, server: bad extension\n"
     "hash: client: tlsv1 alert decode error, server: bad extension\n"
     "version: reused 0/0\n"
     "id: reused 1/1\n"
     "id context: client: attempt to reuse session in different context, server: sslv3 alert "
     "illegal parameter\n"
     "host: reused 1/1\n"
     "timeout: reused 1/1\n"
     "time: reused 0/0\n"
     "no id: reused 1/1\n"
     "early data: reused 1/1\n"
     "alpn: reused 1/1\n"},
    {"changed_without_tickets/tls12", TLS1_2_VERSION, changed, WITHOUT_TICKETS,
     "secret: client: decryption failed or bad record mac, server: sslv3 alert bad record mac\n"
     "cipher: client: old session cipher not returned, server: sslv3 alert illegal parameter\n"
     "hash: client: old session cipher not returned, server: sslv3 alert illegal parameter\n"
     "version: reused 0/0\n"
     "id: reused 0/0\n"
     "id context: client: attempt to reuse session in different context, server: sslv3 alert "
     "illegal parameter\n"
     "host: reused 1/1\n"
     "timeout: reused 1/1\n"
     "time: reused 1/1\n"
     "early data: reused 1/1\n"
     "alpn: reused 1/1\n"},
    {"changed_without_tickets/tls13", TLS1_3_VERSION, changed, WITHOUT_TICKETS,
     "secret: client: sslv3 alert illegal parameter, server: binder does not verify\n"
     "length of the secret: client: sslv3 alert illegal parameter, server: binder does not verify\n"
     "cipher: client: tlsv1 alert decode error, server: bad extension\n"
     "hash: client: tlsv1 alert decode error, server: bad extension\n"
     "version: reused 0/0\n"
     "id: reused 1/1\n"
     "id context: client: attempt to reuse session in different context, server: sslv3 alert "
     "illegal parameter\n"
     "host: reused 1/1\n"
     "timeout: reused 1/1\n"
     "time: reused 0/0\n"
     "no id: reused 1/1\n"
     "early data: reused 1/1\n"
     "alpn: reused 1/1\n"},
};

JOURNALS_MAIN(rows)
