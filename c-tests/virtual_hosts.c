/* Conditions of resumption: virtual hosts with session id contexts of their own, other server
 * names, suites and versions, and servers without a cache. */
#include "harness.h"
#include "journal.h"

/* What the servername callback does for the host "b.example". */
enum { NOTHING = 0, SWITCH = 1, SET_ID = 2, VERIFY = 4, NO_TICKETS = 8, CACHE_OFF = 16 };

static struct {
    int does;
    SSL_CTX *other;
} host;

static const char *id_context(const SSL_SESSION *session) {
    static char text[33];
    unsigned length = 0;
    const unsigned char *bytes = SSL_SESSION_get0_id_context(session, &length);

    memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

static int on_name(SSL *ssl, int *alert, void *argument) {
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    (void)alert, (void)argument;
    if (name == NULL || strcmp(name, "b.example") != 0)
        return name != NULL ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
    if (host.does & SWITCH)
        SSL_set_SSL_CTX(ssl, host.other);
    if (host.does & SET_ID)
        SSL_set_session_id_context(ssl, (const unsigned char *)"set", 3);
    if (host.does & VERIFY)
        SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    return SSL_TLSEXT_ERR_OK;
}

static void set_id_context(SSL_CTX *ctx, const char *text) {
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)text, (unsigned)strlen(text));
}

static SSL_CTX *host_context(struct pair *pair, const char *id) {
    SSL_CTX *ctx = server_context(pair->version);

    SSL_CTX_set_num_tickets(ctx, 1);
    set_id_context(ctx, id);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_cert(CA));
    return ctx;
}

static int connect_to(struct pair *pair, const char *name, SSL_SESSION *session) {
    int done;

    pair_open(pair, MEMORY);
    if (name != NULL)
        SSL_set_tlsext_host_name(pair->client, name);
    SSL_set_session(pair->client, session);
    done = pair_handshake(pair);
    if (done)
        pair_exchange(pair->server, pair->client, "with the ticket before it");
    return done;
}

static SSL_SESSION *session_of(struct pair *pair, const char *name) {
    SSL_SESSION *session;

    assert_true(connect_to(pair, name, NULL));
    session = SSL_get1_session(pair->client);
    resumption_close(pair);
    return session;
}

/* Sessions made for each host and offered to each. */
static void hosts(struct pair *pair, int choice) {
    static const char *const names[] = {"a.example", "b.example"};
    static const char *const ids[][2] = {{"", "a"}, {"a", ""}, {"a", "a"}, {"a", "b"}};

    host.does = choice;
    resumption_prepare(pair);
    use_identity(pair->client_ctx, CLIENT_EC);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_name);
    if (choice & NO_TICKETS)
        SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    if (choice & CACHE_OFF)
        SSL_CTX_set_session_cache_mode(pair->server_ctx, SSL_SESS_CACHE_OFF);
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        set_id_context(pair->server_ctx, ids[i][0]);
        host.other = host_context(pair, ids[i][1]);
        journal("<%s>, <%s>:", ids[i][0], ids[i][1]);
        for (int from = 0; from < 2; from++)
            for (int to = 0; to < 2; to++) {
                SSL_SESSION *session = session_of(pair, names[from]);

                journal(" %c-%c ", 'a' + from, 'a' + to);
                if (connect_to(pair, names[to], session))
                    journal("%d <%s> %c%c,", SSL_session_reused(pair->server),
                            id_context(SSL_get_session(pair->server)),
                            *SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name),
                            *SSL_SESSION_get0_hostname(SSL_get_session(pair->server)));
                else
                    journal("%d/%d,", pair->client_failure, pair->server_failure);
                resumption_close(pair);
                SSL_SESSION_free(session);
            }
        journal(" cached %ld/%ld, hits %ld/%ld\n", SSL_CTX_sess_number(pair->server_ctx),
                SSL_CTX_sess_number(host.other), SSL_CTX_sess_hits(pair->server_ctx),
                SSL_CTX_sess_hits(host.other));
        pair_close(pair);
        SSL_CTX_free(host.other);
    }
}

/* Another suite than the session's: in the client's list, in the server's, in both; the server's
 * preference. */
static void suites(struct pair *pair, int options) {
    static const struct {
        const char *first, *client, *server;
        int server_preference;
    } table[] = {
        {"A", "A", "A", 0},   {"A", "B", "AB", 0},  {"A", "AB", "B", 0},   {"A", "BA", "AB", 0},
        {"A", "BA", "AB", 1}, {"A", "AB", "BA", 0}, {"A", "AB", "BA", 1},  {"A", "CA", "AC", 0},
        {"A", "C", "C", 0},   {"C", "A", "AC", 0},  {"B", "C", "C", 0},    {"B", "CB", "BC", 1},
        {"B", "CB", "BC", 0}, {"C", "B", "CB", 0},  {"B", "BA", "ABC", 1},
    };
    char list[3][128];

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, (uint64_t)options);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const char *wanted[] = {table[i].first, table[i].client, table[i].server};
        int tls13 = pair->version == TLS1_3_VERSION;
        SSL_SESSION *session;

        for (int which = 0; which < 3; which++) {
            list[which][0] = '\0';
            for (const char *letter = wanted[which]; *letter != '\0'; letter++) {
                const char *suite = tls13 ? (*letter == 'A'   ? "TLS_AES_128_GCM_SHA256"
                                             : *letter == 'B' ? "TLS_CHACHA20_POLY1305_SHA256"
                                                              : "TLS_AES_256_GCM_SHA384")
                                          : (*letter == 'A'   ? "ECDHE-ECDSA-AES128-GCM-SHA256"
                                             : *letter == 'B' ? "ECDHE-ECDSA-CHACHA20-POLY1305"
                                                              : "ECDHE-ECDSA-AES256-GCM-SHA384");
                strcat(strcat(list[which], list[which][0] != '\0' ? ":" : ""), suite);
            }
        }
#define SET_LIST(ctx, list)                                                                        \
    assert_int_equal(                                                                              \
        tls13 ? SSL_CTX_set_ciphersuites(ctx, list) : SSL_CTX_set_cipher_list(ctx, list), 1)
        SSL_CTX_clear_options(pair->server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
        SET_LIST(pair->client_ctx, list[0]);
        SET_LIST(pair->server_ctx, list[0]);
        session = session_of(pair, NULL);
        SET_LIST(pair->client_ctx, list[1]);
        SET_LIST(pair->server_ctx, list[2]);
        if (table[i].server_preference)
            SSL_CTX_set_options(pair->server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
        journal("%s, then %s to %s%s: ", wanted[0], wanted[1], wanted[2],
                table[i].server_preference ? " by its preference" : "");
        pair_open(pair, MEMORY);
        SSL_set_session(pair->client, session);
        journal_handshake(pair);
        if (SSL_is_init_finished(pair->client))
            journal(", %s; session %s", SSL_get_cipher_name(pair->client),
                    SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(SSL_get_session(pair->server))));
        journal("\n");
        resumption_close(pair);
        SSL_SESSION_free(session);
    }
}

/* Whether tickets come, and resume, with the server's cache on and off. */
static void nothing_is_kept(struct pair *pair, int choice) {
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_num_tickets(pair->server_ctx, 2);
    SSL_CTX_set_options(pair->server_ctx, choice & NO_TICKETS ? SSL_OP_NO_TICKET : 0);
    SSL_CTX_set_session_cache_mode(pair->server_ctx,
                                   choice & CACHE_OFF ? SSL_SESS_CACHE_OFF : SSL_SESS_CACHE_SERVER);
    for (int i = 0; i < 2; i++) {
        unsigned id, server_id;

        session = session_of(pair, NULL);
        SSL_SESSION_get_id(session, &id);
        assert_true(connect_to(pair, NULL, session));
        SSL_SESSION_get_id(SSL_get_session(pair->server), &server_id);
        journal("ticket %d, id %u; reused %d, id %u, cached %ld, misses %ld\n",
                SSL_SESSION_has_ticket(session), id, SSL_session_reused(pair->server), server_id,
                SSL_CTX_sess_number(pair->server_ctx), SSL_CTX_sess_misses(pair->server_ctx));
        resumption_close(pair);
        SSL_SESSION_free(session);
    }
}

/* A session of one version, offered where both are spoken, by the client or by the server alone. */
static void other_versions(struct pair *pair, int options) {
    int other = pair->version == TLS1_3_VERSION ? TLS1_2_VERSION : TLS1_3_VERSION;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, (uint64_t)options);
    for (int i = 0; i < 9; i++) {
        static const char *const words[] = {"its version", "both", "the other"};
        SSL_CTX *ctx[] = {pair->client_ctx, pair->server_ctx};
        int wish[] = {i / 3, i % 3};
        SSL_SESSION *session;

        for (int side = 0; side < 2; side++) {
            SSL_CTX_set_min_proto_version(ctx[side], pair->version);
            SSL_CTX_set_max_proto_version(ctx[side], pair->version);
            SSL_CTX_set_min_proto_version(ctx[side], pair->version);
        }
        session = session_of(pair, NULL);
        for (int side = 0; side < 2; side++) {
            SSL_CTX_set_min_proto_version(ctx[side], 0);
            SSL_CTX_set_max_proto_version(ctx[side], wish[side] == 0   ? pair->version
                                                     : wish[side] == 1 ? TLS1_3_VERSION
                                                                       : other);
            SSL_CTX_set_min_proto_version(ctx[side], wish[side] == 0   ? pair->version
                                                     : wish[side] == 1 ? TLS1_2_VERSION
                                                                       : other);
        }
        pair_open(pair, MEMORY);
        SSL_set_session(pair->client, session);
        journal("client %s, server %s: ", words[wish[0]], words[wish[1]]);
        journal_handshake(pair);
        if (SSL_is_init_finished(pair->client))
            journal(", %s, session %x/%x", SSL_get_version(pair->client),
                    SSL_SESSION_get_protocol_version(SSL_get_session(pair->client)),
                    SSL_SESSION_get_protocol_version(SSL_get_session(pair->server)));
        journal("\n");
        resumption_close(pair);
        SSL_SESSION_free(session);
    }
}

static const struct journal_row rows[] = {
    {"hosts_alike/tls12", TLS1_2_VERSION, hosts, NOTHING,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> aa, b-a 1 <> bb, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_alike/tls13", TLS1_3_VERSION, hosts, NOTHING,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> ba, b-a 1 <> ab, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_with_contexts/tls12", TLS1_2_VERSION, hosts, SWITCH,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> aa, b-a 1 <> bb, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_with_contexts/tls13", TLS1_3_VERSION, hosts, SWITCH,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> ba, b-a 1 <> ab, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_with_id_contexts/tls12", TLS1_2_VERSION, hosts, SET_ID,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> aa, b-a 1 <> bb, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_with_id_contexts/tls13", TLS1_3_VERSION, hosts, SET_ID,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> ba, b-a 1 <> ab, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_with_both/tls12", TLS1_2_VERSION, hosts, SWITCH | SET_ID | NO_TICKETS,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> aa, b-a 1 <> bb, b-b 1 <> bb, cached 4/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 8/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 12/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 16/0, hits 16/0\n"},
    {"hosts_with_both/tls13", TLS1_3_VERSION, hosts, SWITCH | SET_ID | NO_TICKETS,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> ba, b-a 1 <> ab, b-b 1 <> bb, cached 8/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 16/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 24/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 32/0, hits 16/0\n"},
    {"hosts_with_client_certificates/tls12", TLS1_2_VERSION, hosts, SWITCH | VERIFY,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> aa, b-a 1 <> bb, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> aa, b-a 1 <a> bb, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"hosts_with_client_certificates/tls13", TLS1_3_VERSION, hosts, SWITCH | VERIFY,
     "<>, <a>: a-a 1 <> aa, a-b 1 <> ba, b-a 1 <> ab, b-b 1 <> bb, cached 0/0, hits 4/0\n"
     "<a>, <>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 8/0\n"
     "<a>, <a>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 12/0\n"
     "<a>, <b>: a-a 1 <a> aa, a-b 1 <a> ba, b-a 1 <a> ab, b-b 1 <a> bb, cached 0/0, hits 16/0\n"},
    {"other_suites/tls12", TLS1_2_VERSION, suites, 0,
     "A, then A to A: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then B to AB: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "A, then AB to B: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then BA to AB: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then BA to AB by its preference: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then AB to BA: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then AB to BA by its preference: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then CA to AC: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then C to C: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "C, then A to AC: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "B, then C to C: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "B, then CB to BC by its preference: reused 1/1, ECDHE-ECDSA-CHACHA20-POLY1305; session "
     "ECDHE-ECDSA-CHACHA20-POLY1305\n"
     "B, then CB to BC: reused 1/1, ECDHE-ECDSA-CHACHA20-POLY1305; session "
     "ECDHE-ECDSA-CHACHA20-POLY1305\n"
     "C, then B to CB: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "B, then BA to ABC by its preference: reused 1/1, ECDHE-ECDSA-CHACHA20-POLY1305; session "
     "ECDHE-ECDSA-CHACHA20-POLY1305\n"},
    {"other_suites/tls13", TLS1_3_VERSION, suites, 0,
     "A, then A to A: reused 1/1, TLS_AES_128_GCM_SHA256; session TLS_AES_128_GCM_SHA256\n"
     "A, then B to AB: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then AB to B: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then BA to AB: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then BA to AB by its preference: reused 1/1, TLS_AES_128_GCM_SHA256; session "
     "TLS_AES_128_GCM_SHA256\n"
     "A, then AB to BA: reused 1/1, TLS_AES_128_GCM_SHA256; session TLS_AES_128_GCM_SHA256\n"
     "A, then AB to BA by its preference: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then CA to AC: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "A, then C to C: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "C, then A to AC: reused 0/0, TLS_AES_128_GCM_SHA256; session TLS_AES_128_GCM_SHA256\n"
     "B, then C to C: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "B, then CB to BC by its preference: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "B, then CB to BC: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "C, then B to CB: reused 0/0, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "B, then BA to ABC by its preference: reused 1/1, TLS_AES_128_GCM_SHA256; session "
     "TLS_AES_128_GCM_SHA256\n"},
    {"other_suites_without_tickets/tls12", TLS1_2_VERSION, suites, SSL_OP_NO_TICKET,
     "A, then A to A: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then B to AB: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "A, then AB to B: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then BA to AB: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then BA to AB by its preference: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then AB to BA: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then AB to BA by its preference: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then CA to AC: reused 1/1, ECDHE-ECDSA-AES128-GCM-SHA256; session "
     "ECDHE-ECDSA-AES128-GCM-SHA256\n"
     "A, then C to C: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "C, then A to AC: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "B, then C to C: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "B, then CB to BC by its preference: reused 1/1, ECDHE-ECDSA-CHACHA20-POLY1305; session "
     "ECDHE-ECDSA-CHACHA20-POLY1305\n"
     "B, then CB to BC: reused 1/1, ECDHE-ECDSA-CHACHA20-POLY1305; session "
     "ECDHE-ECDSA-CHACHA20-POLY1305\n"
     "C, then B to CB: client: sslv3 alert illegal parameter, server: required cipher missing\n"
     "B, then BA to ABC by its preference: reused 1/1, ECDHE-ECDSA-CHACHA20-POLY1305; session "
     "ECDHE-ECDSA-CHACHA20-POLY1305\n"},
    {"other_suites_without_tickets/tls13", TLS1_3_VERSION, suites, SSL_OP_NO_TICKET,
     "A, then A to A: reused 1/1, TLS_AES_128_GCM_SHA256; session TLS_AES_128_GCM_SHA256\n"
     "A, then B to AB: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then AB to B: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then BA to AB: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then BA to AB by its preference: reused 1/1, TLS_AES_128_GCM_SHA256; session "
     "TLS_AES_128_GCM_SHA256\n"
     "A, then AB to BA: reused 1/1, TLS_AES_128_GCM_SHA256; session TLS_AES_128_GCM_SHA256\n"
     "A, then AB to BA by its preference: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "A, then CA to AC: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "A, then C to C: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "C, then A to AC: reused 0/0, TLS_AES_128_GCM_SHA256; session TLS_AES_128_GCM_SHA256\n"
     "B, then C to C: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "B, then CB to BC by its preference: reused 1/1, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "B, then CB to BC: reused 0/0, TLS_AES_256_GCM_SHA384; session TLS_AES_256_GCM_SHA384\n"
     "C, then B to CB: reused 0/0, TLS_CHACHA20_POLY1305_SHA256; session "
     "TLS_CHACHA20_POLY1305_SHA256\n"
     "B, then BA to ABC by its preference: reused 1/1, TLS_AES_128_GCM_SHA256; session "
     "TLS_AES_128_GCM_SHA256\n"},
    {"tickets_and_no_cache/tls12", TLS1_2_VERSION, nothing_is_kept, CACHE_OFF,
     "ticket 1, id 32; reused 1, id 32, cached 0, misses 0\n"
     "ticket 1, id 32; reused 1, id 32, cached 0, misses 0\n"},
    {"tickets_and_no_cache/tls13", TLS1_3_VERSION, nothing_is_kept, CACHE_OFF,
     "ticket 1, id 32; reused 1, id 32, cached 0, misses 0\n"
     "ticket 1, id 32; reused 1, id 32, cached 0, misses 0\n"},
    {"no_tickets_and_no_cache/tls12", TLS1_2_VERSION, nothing_is_kept, NO_TICKETS | CACHE_OFF,
     "ticket 0, id 0; reused 0, id 0, cached 0, misses 0\n"
     "ticket 0, id 0; reused 0, id 0, cached 0, misses 0\n"},
    {"no_tickets_and_no_cache/tls13", TLS1_3_VERSION, nothing_is_kept, NO_TICKETS | CACHE_OFF,
     "ticket 1, id 32; reused 0, id 32, cached 0, misses 1\n"
     "ticket 1, id 32; reused 0, id 32, cached 0, misses 2\n"},
    {"no_tickets_and_a_cache/tls12", TLS1_2_VERSION, nothing_is_kept, NO_TICKETS,
     "ticket 0, id 32; reused 1, id 32, cached 1, misses 0\n"
     "ticket 0, id 32; reused 1, id 32, cached 2, misses 0\n"},
    {"no_tickets_and_a_cache/tls13", TLS1_3_VERSION, nothing_is_kept, NO_TICKETS,
     "ticket 1, id 32; reused 1, id 32, cached 3, misses 0\n"
     "ticket 1, id 32; reused 1, id 32, cached 6, misses 0\n"},
    {"other_versions/tls12", TLS1_2_VERSION, other_versions, 0,
     "client its version, server its version: reused 1/1, TLSv1.2, session 303/303\n"
     "client its version, server both: reused 1/1, TLSv1.2, session 303/303\n"
     "client its version, server the other: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client both, server its version: reused 1/1, TLSv1.2, session 303/303\n"
     "client both, server both: reused 0/0, TLSv1.3, session 304/304\n"
     "client both, server the other: reused 0/0, TLSv1.3, session 304/304\n"
     "client the other, server its version: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client the other, server both: reused 0/0, TLSv1.3, session 304/304\n"
     "client the other, server the other: reused 0/0, TLSv1.3, session 304/304\n"},
    {"other_versions/tls13", TLS1_3_VERSION, other_versions, 0,
     "client its version, server its version: reused 1/1, TLSv1.3, session 304/304\n"
     "client its version, server both: reused 1/1, TLSv1.3, session 304/304\n"
     "client its version, server the other: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client both, server its version: reused 1/1, TLSv1.3, session 304/304\n"
     "client both, server both: reused 1/1, TLSv1.3, session 304/304\n"
     "client both, server the other: reused 0/0, TLSv1.2, session 303/303\n"
     "client the other, server its version: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client the other, server both: reused 0/0, TLSv1.2, session 303/303\n"
     "client the other, server the other: reused 0/0, TLSv1.2, session 303/303\n"},
    {"other_versions_without_tickets/tls12", TLS1_2_VERSION, other_versions, SSL_OP_NO_TICKET,
     "client its version, server its version: reused 1/1, TLSv1.2, session 303/303\n"
     "client its version, server both: reused 1/1, TLSv1.2, session 303/303\n"
     "client its version, server the other: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client both, server its version: reused 1/1, TLSv1.2, session 303/303\n"
     "client both, server both: reused 0/0, TLSv1.3, session 304/304\n"
     "client both, server the other: reused 0/0, TLSv1.3, session 304/304\n"
     "client the other, server its version: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client the other, server both: reused 0/0, TLSv1.3, session 304/304\n"
     "client the other, server the other: reused 0/0, TLSv1.3, session 304/304\n"},
    {"other_versions_without_tickets/tls13", TLS1_3_VERSION, other_versions, SSL_OP_NO_TICKET,
     "client its version, server its version: reused 1/1, TLSv1.3, session 304/304\n"
     "client its version, server both: reused 1/1, TLSv1.3, session 304/304\n"
     "client its version, server the other: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client both, server its version: reused 1/1, TLSv1.3, session 304/304\n"
     "client both, server both: reused 1/1, TLSv1.3, session 304/304\n"
     "client both, server the other: reused 0/0, TLSv1.2, session 303/303\n"
     "client the other, server its version: client: tlsv1 alert protocol version, server: "
     "unsupported protocol\n"
     "client the other, server both: reused 0/0, TLSv1.2, session 303/303\n"
     "client the other, server the other: reused 0/0, TLSv1.2, session 303/303\n"},
};

JOURNALS_MAIN(rows)
