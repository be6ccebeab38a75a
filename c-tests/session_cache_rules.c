/* The rules of the session cache: its modes, its limit and the order of removal, the callbacks
 * of an external cache with all their results, and the counters. */
#include "harness.h"
#include "journal.h"

#include <limits.h>
#include <time.h>

static struct {
    SSL_SESSION *kept; /* the external cache */
    int new_returns, get_copies;
} external;

static const char *id_of(const SSL_SESSION *session) {
    static char text[4][3];
    static int at;
    unsigned length;
    const unsigned char *id = SSL_SESSION_get_id(session, &length);

    at = (at + 1) % 4;
    snprintf(text[at], sizeof(text[at]), "%c%c", length > 0 ? id[0] : '-',
             length > 1 ? id[1] : '-');
    return text[at];
}

static int on_new(SSL *ssl, SSL_SESSION *session) {
    journal("%s new; ", SSL_is_server(ssl) ? "server" : "client");
    if (!SSL_is_server(ssl))
        return 0;
    SSL_SESSION_free(external.kept);
    external.kept = NULL;
    if (external.new_returns)
        external.kept = session;
    else
        external.kept = SSL_SESSION_dup(session);
    return external.new_returns;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
    (void)ctx;
    journal("removed%s; ", SSL_SESSION_is_resumable(session) ? ", resumable" : "");
}

static void on_remove_by_id(SSL_CTX *ctx, SSL_SESSION *session) {
    (void)ctx;
    journal("-%s ", id_of(session));
}

static SSL_SESSION *on_get(SSL *ssl, const unsigned char *id, int length, int *copy) {
    unsigned kept_length = 0;
    const unsigned char *kept_id;

    (void)ssl;
    journal("get %d, copy %d; ", length, *copy);
    *copy = external.get_copies;
    if (external.kept == NULL)
        return NULL;
    kept_id = SSL_SESSION_get_id(external.kept, &kept_length);
    if ((int)kept_length != length || memcmp(id, kept_id, kept_length) != 0)
        return NULL;
    if (!external.get_copies)
        SSL_SESSION_up_ref(external.kept);
    return external.kept;
}

static void counters(SSL_CTX *ctx) {
    static const struct {
        int command;
        const char *name;
    } table[] = {
        {SSL_CTRL_SESS_NUMBER, "number"},     {SSL_CTRL_SESS_CONNECT, "connect"},
        {SSL_CTRL_SESS_CONNECT_GOOD, "good"}, {SSL_CTRL_SESS_ACCEPT, "accept"},
        {SSL_CTRL_SESS_ACCEPT_GOOD, "good"},  {SSL_CTRL_SESS_HIT, "hits"},
        {SSL_CTRL_SESS_CB_HIT, "callback's"}, {SSL_CTRL_SESS_MISSES, "misses"},
        {SSL_CTRL_SESS_TIMEOUTS, "timeouts"}, {SSL_CTRL_SESS_CACHE_FULL, "full"},
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        long value = SSL_CTX_ctrl(ctx, table[i].command, 0, NULL);

        if (value != 0)
            journal(" %s %ld", table[i].name, value);
    }
    journal("\n");
}

static void connect_once(struct pair *pair, SSL_SESSION *session) {
    char buffer[16];

    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    journal_handshake(pair);
    journal("; ");
    if (SSL_is_init_finished(pair->client))
        SSL_read(pair->client, buffer, sizeof(buffer));
    journal("\n");
}

static SSL_SESSION *first(struct pair *pair) {
    SSL_SESSION *session;

    journal("first: ");
    connect_once(pair, NULL);
    session = SSL_get1_session(pair->client);
    resumption_close(pair);
    return session;
}

enum { TICKETS = 0x10000 };

static void prepare(struct pair *pair, int mode) {
    memset(&external, 0, sizeof(external));
    resumption_prepare(pair);
    if (!(mode & TICKETS))
        SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(pair->server_ctx, mode & ~TICKETS);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    SSL_CTX_sess_set_new_cb(pair->server_ctx, on_new);
    SSL_CTX_sess_set_remove_cb(pair->server_ctx, on_remove);
    SSL_CTX_sess_set_get_cb(pair->server_ctx, on_get);
}

static void finish(struct pair *pair) {
    journal("server:");
    counters(pair->server_ctx);
    journal("client:");
    counters(pair->client_ctx);
    pair_close(pair);
    SSL_CTX_flush_sessions(pair->server_ctx, 0);
    journal("\n");
    SSL_CTX_sess_set_remove_cb(pair->server_ctx, NULL);
    SSL_SESSION_free(external.kept);
}

/* What the mode of the server's cache comes to. */
static void modes(struct pair *pair, int mode) {
    SSL_SESSION *session;

    prepare(pair, mode);
    external.new_returns = 1;
    external.get_copies = 1;
    session = first(pair);
    connect_once(pair, session);
    resumption_close(pair);
    SSL_CTX_flush_sessions(pair->server_ctx, 0);
    journal("flushed\n");
    connect_once(pair, session);
    resumption_close(pair);
    SSL_SESSION_free(session);
    finish(pair);
}

enum {
    NEW_RETURNS = 1,
    COPIES = 2,
    FAILS = 4,
    SPOILT = 8,
    ENDED_BADLY = 16,
    OLD = 32,
    VERSION = 64
};

/* What the callbacks return, with an internal cache that keeps nothing. */
static void external_cache(struct pair *pair, int choice) {
    SSL_SESSION *session;

    prepare(pair, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP);
    external.new_returns = (choice & NEW_RETURNS) != 0;
    external.get_copies = (choice & COPIES) != 0;
    session = first(pair);
    if (choice & SPOILT)
        SSL_CTX_remove_session(pair->server_ctx, external.kept);
    if (choice & OLD)
        SSL_SESSION_set_time(external.kept, (long)time(NULL) - 100000);
    if (choice & VERSION)
        SSL_SESSION_set_protocol_version(external.kept, pair->version ^ 7);
    connect_once(pair, session);
    if (choice & ENDED_BADLY)
        pair_close(pair);
    else
        resumption_close(pair);
    connect_once(pair, session);
    resumption_close(pair);
    SSL_SESSION_free(session);
    finish(pair);
}

/* A session of the cache that is too old, or that nobody has. */
static void misses(struct pair *pair, int choice) {
    SSL_SESSION *session, *cached;

    (void)choice;
    prepare(pair, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_get_cb(pair->server_ctx, NULL);
    external.new_returns = 1;
    session = first(pair);
    cached = external.kept;
    SSL_SESSION_set_time(cached, (long)time(NULL) - 100000);
    journal("old: ");
    connect_once(pair, session);
    resumption_close(pair);
    journal("again: ");
    connect_once(pair, session);
    resumption_close(pair);
    SSL_SESSION_free(session);
    finish(pair);
}

static SSL_SESSION *numbered(int version, const char *id, long seconds, long timeout) {
    SSL_SESSION *session = SSL_SESSION_new();

    SSL_SESSION_set_protocol_version(session, version);
    SSL_SESSION_set1_id(session, (const unsigned char *)id, (unsigned)strlen(id));
    SSL_SESSION_set_time(session, seconds);
    SSL_SESSION_set_timeout(session, timeout);
    return session;
}

static void add(SSL_CTX *ctx, const char *id, long seconds, long timeout) {
    SSL_SESSION *session = numbered(TLS1_2_VERSION, id, seconds, timeout);

    journal("+%s ", id);
    journal("%d/%ld ", SSL_CTX_add_session(ctx, session), SSL_CTX_sess_number(ctx));
    SSL_SESSION_free(session);
}

/* Whom a limit puts out, and in which order all are put out. */
static void limits(struct pair *pair, int limit) {
    SSL_CTX *ctx = pair->server_ctx;
    SSL_SESSION *early = numbered(TLS1_2_VERSION, "ee", 1000, 5), *late;

    SSL_CTX_sess_set_remove_cb(ctx, on_remove_by_id);
    journal("size %ld", SSL_CTX_sess_set_cache_size(ctx, limit));
    journal(" %ld\n", SSL_CTX_sess_get_cache_size(ctx));
    add(ctx, "a1", 1000, 100);
    add(ctx, "b1", 1000, 100);
    add(ctx, "c1", 1000, 50);
    add(ctx, "d1", 1000, 200);
    journal("\n");
    add(ctx, "a2", 1000, 100);
    add(ctx, "b2", 1000, 70);
    add(ctx, "c2", 1000, 300);
    journal("\n");
    journal("+ee %d ", SSL_CTX_add_session(ctx, early));
    journal("%d ", SSL_CTX_add_session(ctx, early));
    SSL_SESSION_set_timeout(early, 500);
    add(ctx, "a3", 1000, 400);
    add(ctx, "b3", 1000, LONG_MAX);
    add(ctx, "c3", 1000, 10);
    journal("\n");
    late = numbered(TLS1_2_VERSION, "ee", 2000, 5);
    journal("the same id: %d, %d\n", SSL_CTX_add_session(ctx, late),
            SSL_SESSION_is_resumable(early));
    journal("by its like: %d, ", SSL_CTX_remove_session(ctx, early));
    journal("%d\n", SSL_CTX_remove_session(ctx, late));
    journal("resumable: %d %d\n", SSL_SESSION_is_resumable(early), SSL_SESSION_is_resumable(late));
    journal("flush: ");
    SSL_CTX_flush_sessions(ctx, 1100);
    journal("| ");
    SSL_CTX_flush_sessions(ctx, 1101);
    journal("| ");
    SSL_CTX_flush_sessions(ctx, 0);
    journal("full %ld\n", SSL_CTX_sess_cache_full(ctx));
    SSL_SESSION_free(early);
    SSL_SESSION_free(late);
    SSL_CTX_sess_set_remove_cb(ctx, NULL);
}

/* After every 255th good handshake what is too old goes, unless the mode says no. */
static void clearing(struct pair *pair, int mode) {
    SSL_CTX *ctx = pair->server_ctx;

    resumption_prepare(pair);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | mode);
    add(ctx, "a1", 1000, 100);
    journal("\n");
    for (int i = 1; i < 260; i++) {
        pair_connect(pair, MEMORY);
        if (SSL_CTX_sess_number(ctx) == 0) {
            journal("cleared by handshake %d\n", i);
            break;
        }
    }
    journal("left %ld\n", SSL_CTX_sess_number(ctx));
}

static const struct journal_row rows[] = {
    {"off/tls12", TLS1_2_VERSION, modes, SSL_SESS_CACHE_OFF,
     "first: reused 0/0; \n"
     "reused 0/0; \n"
     "flushed\n"
     "reused 0/0; \n"
     "server: accept 3 good 3\n"
     "client: connect 3 good 3\n"
     "\n"},
    {"off/tls13", TLS1_3_VERSION, modes, SSL_SESS_CACHE_OFF,
     "first: reused 0/0; client new; \n"
     "get 32, copy 1; reused 0/0; client new; \n"
     "flushed\n"
     "get 32, copy 1; reused 0/0; client new; \n"
     "server: accept 3 good 3 misses 2\n"
     "client: number 3 connect 3 good 3 misses 2\n"
     "\n"},
    {"server/tls12", TLS1_2_VERSION, modes, SSL_SESS_CACHE_SERVER,
     "first: server new; client new; reused 0/0; \n"
     "reused 1/1; \n"
     "removed; flushed\n"
     "get 32, copy 1; server new; client new; reused 0/0; \n"
     "server: number 1 accept 3 good 3 hits 1 misses 1\n"
     "client: number 2 connect 3 good 3 hits 1 misses 1\n"
     "removed; \n"},
    {"server/tls13", TLS1_3_VERSION, modes, SSL_SESS_CACHE_SERVER,
     "first: server new; reused 0/0; client new; \n"
     "server new; reused 1/1; client new; \n"
     "removed; removed; flushed\n"
     "server new; reused 0/0; client new; \n"
     "server: number 1 accept 3 good 3 hits 1\n"
     "client: number 2 connect 3 good 3 hits 1\n"
     "removed; \n"},
    {"server_with_tickets/tls12", TLS1_2_VERSION, modes, SSL_SESS_CACHE_SERVER | TICKETS,
     "first: client new; reused 0/0; \n"
     "reused 1/1; \n"
     "flushed\n"
     "reused 1/1; \n"
     "server: accept 3 good 3 hits 2\n"
     "client: number 1 connect 3 good 3 hits 2\n"
     "\n"},
    {"server_with_tickets/tls13", TLS1_3_VERSION, modes, SSL_SESS_CACHE_SERVER | TICKETS,
     "first: server new; reused 0/0; client new; \n"
     "server new; reused 1/1; client new; \n"
     "removed; removed; flushed\n"
     "server new; reused 0/0; client new; \n"
     "server: number 1 accept 3 good 3 hits 1\n"
     "client: number 2 connect 3 good 3 hits 1\n"
     "removed; \n"},
    {"client/tls12", TLS1_2_VERSION, modes, SSL_SESS_CACHE_CLIENT,
     "first: reused 0/0; \n"
     "reused 0/0; \n"
     "flushed\n"
     "reused 0/0; \n"
     "server: accept 3 good 3\n"
     "client: connect 3 good 3\n"
     "\n"},
    {"no_internal_lookup/tls12", TLS1_2_VERSION, modes,
     SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP,
     "first: server new; client new; reused 0/0; \n"
     "get 32, copy 1; reused 1/1; \n"
     "removed; flushed\n"
     "get 32, copy 1; server new; client new; reused 0/0; \n"
     "server: number 1 accept 3 good 3 hits 1 callback's 1\n"
     "client: number 2 connect 3 good 3 hits 1 misses 1\n"
     "removed; \n"},
    {"no_internal_lookup/tls13", TLS1_3_VERSION, modes,
     SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP,
     "first: server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 1/1; client new; \n"
     "removed; removed; flushed\n"
     "server new; reused 0/0; client new; \n"
     "server: number 1 accept 3 good 3 hits 1 callback's 1\n"
     "client: number 2 connect 3 good 3 hits 1\n"
     "removed; \n"},
    {"no_internal_store/tls12", TLS1_2_VERSION, modes,
     SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE,
     "first: server new; client new; reused 0/0; \n"
     "get 32, copy 1; reused 1/1; \n"
     "flushed\n"
     "get 32, copy 1; reused 1/1; \n"
     "server: accept 3 good 3 hits 2 callback's 2 misses 2\n"
     "client: number 1 connect 3 good 3 hits 2\n"
     "\n"},
    {"no_internal_store/tls13", TLS1_3_VERSION, modes,
     SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE,
     "first: server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 1/1; client new; \n"
     "flushed\n"
     "server new; reused 0/0; client new; \n"
     "server: accept 3 good 3 hits 1 callback's 1 misses 1\n"
     "client: number 2 connect 3 good 3 hits 1\n"
     "\n"},
    {"new_keeps_get_copies/tls12", TLS1_2_VERSION, external_cache, NEW_RETURNS | COPIES,
     "first: server new; client new; reused 0/0; \n"
     "get 32, copy 1; reused 1/1; \n"
     "get 32, copy 1; reused 1/1; \n"
     "server: number 1 accept 3 good 3 hits 2 callback's 2\n"
     "client: number 1 connect 3 good 3 hits 2\n"
     "removed; \n"},
    {"new_keeps_get_copies/tls13", TLS1_3_VERSION, external_cache, NEW_RETURNS | COPIES,
     "first: server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 1/1; client new; \n"
     "server new; reused 0/0; client new; \n"
     "server: number 3 accept 3 good 3 hits 1 callback's 1\n"
     "client: number 2 connect 3 good 3 hits 1\n"
     "removed; removed; removed; \n"},
    {"new_keeps_get_gives/tls12", TLS1_2_VERSION, external_cache, NEW_RETURNS,
     "first: server new; client new; reused 0/0; \n"
     "get 32, copy 1; reused 1/1; \n"
     "get 32, copy 1; reused 1/1; \n"
     "server: number 1 accept 3 good 3 hits 2 callback's 2\n"
     "client: number 1 connect 3 good 3 hits 2\n"
     "removed; \n"},
    {"new_leaves_get_copies/tls12", TLS1_2_VERSION, external_cache, COPIES,
     "first: server new; client new; reused 0/0; \n"
     "get 32, copy 1; reused 1/1; \n"
     "get 32, copy 1; reused 1/1; \n"
     "server: number 1 accept 3 good 3 hits 2 callback's 2\n"
     "client: number 1 connect 3 good 3 hits 2\n"
     "removed; \n"},
    {"get_gives_what_was_removed/tls12", TLS1_2_VERSION, external_cache, NEW_RETURNS | SPOILT,
     "first: server new; client new; reused 0/0; \n"
     "removed; get 32, copy 1; server new; client new; reused 0/0; \n"
     "get 32, copy 1; server new; client new; reused 0/0; \n"
     "server: number 2 accept 3 good 3\n"
     "client: number 3 connect 3 good 3 misses 2\n"
     "removed; removed; \n"},
    {"get_gives_what_ended_badly/tls12", TLS1_2_VERSION, external_cache, NEW_RETURNS | ENDED_BADLY,
     "first: server new; client new; reused 0/0; \n"
     "get 32, copy 1; reused 1/1; \n"
     "removed; server new; client new; reused 0/0; \n"
     "server: number 1 accept 3 good 3 hits 1 callback's 1\n"
     "client: number 1 connect 3 good 3 hits 1\n"
     "removed; \n"},
    {"get_gives_what_is_old/tls13", TLS1_3_VERSION, external_cache, NEW_RETURNS | OLD,
     "first: server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 0/0; client new; \n"
     "server: number 3 accept 3 good 3 callback's 1 timeouts 1\n"
     "client: number 3 connect 3 good 3 misses 2\n"
     "removed; removed; removed; \n"},
    {"get_gives_another_version/tls13", TLS1_3_VERSION, external_cache, VERSION,
     "first: server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 0/0; client new; \n"
     "get 32, copy 1; server new; reused 0/0; client new; \n"
     "server: number 4 accept 3 good 3 callback's 1\n"
     "client: number 3 connect 3 good 3 misses 2\n"
     "removed; removed; removed; removed; \n"},
    {"what_is_old_goes/tls12", TLS1_2_VERSION, misses, 0,
     "first: server new; client new; reused 0/0; \n"
     "old: removed; server new; client new; reused 0/0; \n"
     "again: server new; client new; reused 0/0; \n"
     "server: number 2 accept 3 good 3 misses 1 timeouts 1\n"
     "client: number 3 connect 3 good 3 misses 2\n"
     "removed; removed; \n"},
    {"what_is_old_goes/tls13", TLS1_3_VERSION, misses, 0,
     "first: server new; reused 0/0; client new; \n"
     "old: server new; reused 0/0; client new; \n"
     "again: server new; reused 0/0; client new; \n"
     "server: number 3 accept 3 good 3 timeouts 2\n"
     "client: number 3 connect 3 good 3 misses 2\n"
     "removed; removed; removed; \n"},
    {"a_limit_of_3", TLS1_2_VERSION, limits, 3,
     "size 20480 3\n"
     "+a1 1/0 +b1 1/1 +c1 -a1 1/2 +d1 -c1 1/2 \n"
     "+a2 -b1 1/2 +b2 -a2 1/2 +c2 -b2 1/2 \n"
     "-d1 +ee 1 0 +a3 -c2 1/2 +b3 -a3 1/2 +c3 -ee 1/2 \n"
     "-c3 the same id: 1, 0\n"
     "-ee by its like: 1, -ee 0\n"
     "resumable: 0 0\n"
     "flush: | | -b3 full 10\n"},
    {"a_limit_of_1", TLS1_2_VERSION, limits, 1,
     "size 20480 1\n"
     "+a1 1/0 +b1 -a1 1/1 +c1 -b1 1/1 +d1 -c1 1/1 \n"
     "+a2 -d1 1/1 +b2 -a2 1/1 +c2 -b2 1/1 \n"
     "-c2 +ee 1 0 +a3 -ee 1/1 +b3 -a3 1/1 +c3 -b3 1/1 \n"
     "-c3 the same id: 1, 0\n"
     "-ee by its like: 1, -ee 0\n"
     "resumable: 0 0\n"
     "flush: | | full 11\n"},
    {"no_limit", TLS1_2_VERSION, limits, 0,
     "size 20480 0\n"
     "+a1 1/0 +b1 1/1 +c1 1/2 +d1 1/3 \n"
     "+a2 1/4 +b2 1/5 +c2 1/6 \n"
     "+ee 1 0 +a3 1/8 +b3 1/9 +c3 1/10 \n"
     "the same id: 1, 1\n"
     "-ee by its like: 1, -ee 0\n"
     "resumable: 0 0\n"
     "flush: -c3 -c1 -b2 | -a1 -b1 -a2 | -d1 -c2 -a3 -b3 full 0\n"},
    {"clearing/tls12", TLS1_2_VERSION, clearing, 0,
     "+a1 1/0 \n"
     "left 1\n"},
    {"clearing/tls13", TLS1_3_VERSION, clearing, 0,
     "+a1 1/0 \n"
     "cleared by handshake 255\n"
     "left 0\n"},
    {"no_clearing/tls12", TLS1_2_VERSION, clearing, SSL_SESS_CACHE_NO_AUTO_CLEAR,
     "+a1 1/0 \n"
     "left 1\n"},
};

JOURNALS_MAIN(rows)
