/* The application's callbacks for session tickets, with all their arguments and results:
 * SSL_CTX_set_session_ticket_cb(3), SSL_CTX_set_tlsext_ticket_key_cb(3); their effect on the
 * handshake, and whether the client gets another ticket. */
#include "harness.h"
#include "journal.h"

#include <openssl/hmac.h>

static struct {
    int generate, decrypt, seal, open;
    int news;
    int hide_state;
} answer;

static int on_generate(SSL *ssl, void *argument) {
    (void)argument;
    if (answer.hide_state)
        journal("generate; ");
    else
        journal("generate %s init%d; ", SSL_state_string(ssl), SSL_in_init(ssl));
    return answer.generate;
}

static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                    size_t length, SSL_TICKET_STATUS status, void *argument) {
    (void)ssl, (void)name, (void)argument;
    journal("decrypt status %d%s name %zu; ", status, session != NULL ? " session" : "", length);
    return answer.decrypt;
}

static int begin(unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, int seal) {
    static const unsigned char key[32];

    journal("%s; ", seal ? "seal" : "open");
    if (seal) {
        memset(name, 'k', 16);
        memset(iv, 'i', 16);
    }
    if (!EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, seal))
        return -1;
    return seal ? answer.seal : answer.open;
}

static int on_key_evp(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                      EVP_MAC_CTX *mac, int seal) {
    static unsigned char key[32];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string("key", key, sizeof(key)),
        OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };

    (void)ssl;
    return EVP_MAC_CTX_set_params(mac, params) ? begin(name, iv, cipher, seal) : -1;
}

static int on_key_hmac(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                       HMAC_CTX *mac, int seal) {
    static unsigned char key[32];

    (void)ssl;
    return HMAC_Init_ex(mac, key, sizeof(key), EVP_sha256(), NULL) ? begin(name, iv, cipher, seal)
                                                                   : -1;
}

static int on_new(SSL *ssl, SSL_SESSION *session) {
    if (SSL_is_server(ssl))
        journal("new%s; ", SSL_get_session(ssl) == session ? "" : " of another session");
    else
        answer.news++;
    return 0;
}

/* A connection that offers the session; what the callbacks are asked, how it ends, and how many
 * sessions the client is told of. */
static void connect_with(struct pair *pair, SSL_SESSION *session) {
    char buffer[16];

    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    answer.news = 0;
    journal_handshake(pair);
    if (SSL_is_init_finished(pair->client))
        SSL_read(pair->client, buffer, sizeof(buffer));
    if (answer.news > 0)
        journal(", client: %d new%s", answer.news,
                SSL_SESSION_has_ticket(SSL_get_session(pair->client)) ? ", ticket" : "");
    journal("\n");
}

static SSL_SESSION *session_of(struct pair *pair) {
    SSL_SESSION *session = SSL_get1_session(pair->client);

    resumption_close(pair);
    return session;
}

enum { NO_EXTENSION, EMPTY, GOOD, FOREIGN, STATEFUL, OFFERED = 7 };
/* Some of the answers from -1 to 5 alone. */
#define ONLY(answer) (16 << ((answer) + 1))
#define BUT(answer) (ONLY(6) - ONLY(-1) - ONLY(answer))

static void prepare(struct pair *pair) {
    memset(&answer, 0, sizeof(answer));
    answer.generate = answer.seal = answer.open = 1;
    answer.decrypt = SSL_TICKET_RETURN_USE;
    resumption_prepare(pair);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    SSL_CTX_sess_set_new_cb(pair->server_ctx, on_new);
}

static void decrypt_answers(struct pair *pair, int choice) {
    int offered = choice & OFFERED, answers = choice & ~OFFERED;
    SSL_SESSION *session = NULL;
    unsigned char keys[80] = {0};

    prepare(pair);
    if (offered == STATEFUL)
        SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    for (int returned = -1; returned <= SSL_TICKET_RETURN_USE_RENEW + 1; returned++) {
        if (answers != 0 && !(answers & ONLY(returned)))
            continue;
        if (offered >= GOOD) {
            pair_connect(pair, MEMORY);
            pair_exchange(pair->server, pair->client, "with the ticket before it");
            session = session_of(pair);
            journal_clear_line();
        }
        if (offered == NO_EXTENSION)
            SSL_CTX_set_options(pair->client_ctx, SSL_OP_NO_TICKET);
        if (offered == FOREIGN) {
            keys[0]++;
            SSL_CTX_set_tlsext_ticket_keys(pair->server_ctx, keys, sizeof(keys));
        }
        SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, on_decrypt, NULL);
        answer.decrypt = returned;
        journal("%d: ", returned);
        connect_with(pair, session);
        SSL_CTX_set_session_ticket_cb(pair->server_ctx, NULL, NULL, NULL);
        SSL_SESSION_free(session);
        session = NULL;
    }
}

static void key_answers(struct pair *pair, int older) {
    prepare(pair);
    answer.hide_state = 1;
    if (older)
        SSL_CTX_set_tlsext_ticket_key_cb(pair->server_ctx, on_key_hmac);
    else
        SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp);
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, on_decrypt, NULL);
    for (int seal = -1; seal <= 3; seal++) {
        answer.seal = seal;
        journal("seal %d: ", seal);
        answer.decrypt = SSL_TICKET_RETURN_IGNORE_RENEW;
        connect_with(pair, NULL);
    }
    answer.seal = 1;
    for (int open = -1; open <= 3; open++) {
        SSL_SESSION *session;

        answer.decrypt = SSL_TICKET_RETURN_IGNORE_RENEW;
        pair_connect(pair, MEMORY);
        pair_exchange(pair->server, pair->client, "with the ticket before it");
        session = session_of(pair);
        journal_clear_line();
        answer.decrypt = open > 0 ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_IGNORE_RENEW;
        answer.open = open;
        journal("open %d: ", open);
        connect_with(pair, session);
        SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, NULL, NULL);
        resumption_close(pair);
        journal("   alone: ");
        connect_with(pair, session);
        SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, on_decrypt, NULL);
        SSL_SESSION_free(session);
    }
}

static void generate_fails(struct pair *pair, int stateful) {
    prepare(pair);
    answer.generate = 0;
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, NULL, NULL);
    if (stateful)
        SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    connect_with(pair, NULL);
}

/* So many tickets after a full handshake, after a resumption, and two more on demand. */
static void numbers(struct pair *pair, int options) {
    prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, (uint64_t)options);
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, NULL, NULL);
    for (size_t number = 0; number < 4; number++) {
        SSL_SESSION *session;

        SSL_CTX_set_num_tickets(pair->server_ctx, number);
        journal("%zu: ", number);
        connect_with(pair, NULL);
        session = session_of(pair);
        journal("resumed: ");
        connect_with(pair, session);
        journal("more: %d ", SSL_new_session_ticket(pair->server));
        journal("%d ", SSL_new_session_ticket(pair->server));
        answer.news = 0;
        pair_exchange(pair->server, pair->client, "after the tickets");
        journal("the client has %d new\n", answer.news);
        resumption_close(pair);
        SSL_SESSION_free(session);
    }
}

static const struct journal_row rows[] = {
    {"decrypt_without_an_extension/tls12", TLS1_2_VERSION, decrypt_answers, NO_EXTENSION | ONLY(3),
     "3: new; reused 0/0, client: 1 new\n"},
    {"decrypt_of_nothing/tls12", TLS1_2_VERSION, decrypt_answers, EMPTY,
     "-1: decrypt status 3 name 0; client: tlsv1 alert internal error, server: internal error\n"
     "0: decrypt status 3 name 0; client: tlsv1 alert internal error, server: internal error\n"
     "1: decrypt status 3 name 0; new; reused 0/0, client: 1 new\n"
     "2: decrypt status 3 name 0; generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "3: decrypt status 3 name 0; client: tlsv1 alert internal error, server: internal error\n"
     "4: decrypt status 3 name 0; client: tlsv1 alert internal error, server: internal error\n"
     "5: decrypt status 3 name 0; client: tlsv1 alert internal error, server: internal error\n"},
    {"decrypt_of_nothing/tls13", TLS1_3_VERSION, decrypt_answers, EMPTY | ONLY(3),
     "3: generate TWST init1; new; reused 0/0, client: 1 new, ticket\n"},
    {"decrypt_of_a_ticket/tls12", TLS1_2_VERSION, decrypt_answers,
     GOOD | (BUT(SSL_TICKET_RETURN_IGNORE) & BUT(SSL_TICKET_RETURN_USE_RENEW)),
     "-1: decrypt status 5 session name 16; client: tlsv1 alert internal error, server: internal "
     "error\n"
     "0: decrypt status 5 session name 16; client: tlsv1 alert internal error, server: internal "
     "error\n"
     "2: decrypt status 5 session name 16; generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "3: decrypt status 5 session name 16; reused 1/1\n"
     "5: decrypt status 5 session name 16; client: tlsv1 alert internal error, server: internal "
     "error\n"},
    {"decrypt_ignores_a_ticket/tls12", TLS1_2_VERSION, decrypt_answers,
     GOOD | ONLY(SSL_TICKET_RETURN_IGNORE),
     "1: decrypt status 5 session name 16; new; reused 0/0, client: 1 new\n"},
    {"decrypt_renews_a_ticket/tls12", TLS1_2_VERSION, decrypt_answers,
     GOOD | ONLY(SSL_TICKET_RETURN_USE_RENEW),
     "4: decrypt status 5 session name 16; generate TWST init1; reused 1/1\n"},
    {"decrypt_of_a_ticket/tls13", TLS1_3_VERSION, decrypt_answers, GOOD,
     "-1: decrypt status 6 session name 16; client: tlsv1 alert internal error, server: internal "
     "error\n"
     "0: decrypt status 6 session name 16; client: tlsv1 alert internal error, server: internal "
     "error\n"
     "1: decrypt status 6 session name 16; reused 0/0\n"
     "2: decrypt status 6 session name 16; generate TWST init1; new; reused 0/0, client: 1 new, "
     "ticket\n"
     "3: decrypt status 6 session name 16; reused 1/1\n"
     "4: decrypt status 6 session name 16; generate TWST init1; new; reused 1/1, client: 1 new, "
     "ticket\n"
     "5: decrypt status 6 session name 16; client: tlsv1 alert internal error, server: internal "
     "error\n"},
    {"decrypt_of_a_foreign_ticket/tls12", TLS1_2_VERSION, decrypt_answers,
     FOREIGN | BUT(SSL_TICKET_RETURN_IGNORE),
     "-1: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "0: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "2: decrypt status 4 name 16; generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "3: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "4: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "5: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"},
    {"decrypt_ignores_a_foreign_ticket/tls12", TLS1_2_VERSION, decrypt_answers,
     FOREIGN | ONLY(SSL_TICKET_RETURN_IGNORE),
     "1: decrypt status 4 name 16; new; reused 0/0, client: 1 new\n"},
    {"decrypt_of_a_foreign_ticket/tls13", TLS1_3_VERSION, decrypt_answers, FOREIGN,
     "-1: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "0: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "1: decrypt status 4 name 16; reused 0/0\n"
     "2: decrypt status 4 name 16; generate TWST init1; new; reused 0/0, client: 1 new, ticket\n"
     "3: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "4: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"
     "5: decrypt status 4 name 16; client: tlsv1 alert internal error, server: internal error\n"},
    {"decrypt_without_tickets/tls12", TLS1_2_VERSION, decrypt_answers, STATEFUL | ONLY(3),
     "3: reused 1/1\n"},
    {"decrypt_without_tickets/tls13", TLS1_3_VERSION, decrypt_answers, STATEFUL | ONLY(3),
     "3: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"},
    {"key_callback/tls12", TLS1_2_VERSION, key_answers, 0,
     "seal -1: decrypt status 3 name 0; generate; seal; client: tlsv1 alert internal error, "
     "server: callback failed\n"
     "seal 0: decrypt status 3 name 0; generate; seal; reused 0/0\n"
     "seal 1: decrypt status 3 name 0; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "seal 2: decrypt status 3 name 0; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "seal 3: decrypt status 3 name 0; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "open -1: open; client: tlsv1 alert internal error, server: internal error\n"
     "   alone: generate; seal; reused 0/0, client: 1 new, ticket\n"
     "open 0: open; decrypt status 4 name 16; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "   alone: open; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "open 1: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: open; reused 1/1\n"
     "open 2: open; decrypt status 6 session name 16; reused 1/1\n"
     "   alone: open; generate; seal; reused 1/1\n"
     "open 3: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: open; reused 1/1\n"},
    {"key_callback/tls13", TLS1_3_VERSION, key_answers, 0,
     "seal -1: generate; seal; client: -, server: callback failed\n"
     "seal 0: generate; seal; reused 0/0\n"
     "seal 1: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "seal 2: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "seal 3: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open -1: open; client: tlsv1 alert internal error, server: internal error\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 0: open; decrypt status 4 name 16; generate; seal; new; reused 0/0, client: 1 new, "
     "ticket\n"
     "   alone: open; generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 1: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 2: open; decrypt status 6 session name 16; reused 1/1\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 3: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"},
    {"older_key_callback/tls12", TLS1_2_VERSION, key_answers, 1,
     "seal -1: decrypt status 3 name 0; generate; seal; client: tlsv1 alert internal error, "
     "server: callback failed\n"
     "seal 0: decrypt status 3 name 0; generate; seal; reused 0/0\n"
     "seal 1: decrypt status 3 name 0; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "seal 2: decrypt status 3 name 0; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "seal 3: decrypt status 3 name 0; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "open -1: open; client: tlsv1 alert internal error, server: internal error\n"
     "   alone: generate; seal; reused 0/0, client: 1 new, ticket\n"
     "open 0: open; decrypt status 4 name 16; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "   alone: open; generate; seal; reused 0/0, client: 1 new, ticket\n"
     "open 1: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: open; reused 1/1\n"
     "open 2: open; decrypt status 6 session name 16; reused 1/1\n"
     "   alone: open; generate; seal; reused 1/1\n"
     "open 3: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: open; reused 1/1\n"},
    {"older_key_callback/tls13", TLS1_3_VERSION, key_answers, 1,
     "seal -1: generate; seal; client: -, server: callback failed\n"
     "seal 0: generate; seal; reused 0/0\n"
     "seal 1: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "seal 2: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "seal 3: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open -1: open; client: tlsv1 alert internal error, server: internal error\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 0: open; decrypt status 4 name 16; generate; seal; new; reused 0/0, client: 1 new, "
     "ticket\n"
     "   alone: open; generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 1: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 2: open; decrypt status 6 session name 16; reused 1/1\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"
     "open 3: open; decrypt status 5 session name 16; reused 1/1\n"
     "   alone: generate; seal; new; reused 0/0, client: 1 new, ticket\n"},
    {"generate_fails/tls12", TLS1_2_VERSION, generate_fails, 0,
     "generate TWST init1; client: tlsv1 alert internal error, server: internal error\n"},
    {"generate_fails/tls13", TLS1_3_VERSION, generate_fails, 0,
     "generate TWST init1; client: -, server: internal error\n"},
    {"generate_fails_without_tickets/tls12", TLS1_2_VERSION, generate_fails, 1,
     "new; reused 0/0, client: 1 new\n"},
    {"generate_fails_without_tickets/tls13", TLS1_3_VERSION, generate_fails, 1,
     "generate TWST init1; client: -, server: internal error\n"},
    {"numbers_of_tickets/tls12", TLS1_2_VERSION, numbers, 0,
     "0: generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "resumed: reused 1/1\n"
     "more: 0 0 the client has 0 new\n"
     "1: generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "resumed: reused 1/1\n"
     "more: 0 0 the client has 0 new\n"
     "2: generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "resumed: reused 1/1\n"
     "more: 0 0 the client has 0 new\n"
     "3: generate TWST init1; reused 0/0, client: 1 new, ticket\n"
     "resumed: reused 1/1\n"
     "more: 0 0 the client has 0 new\n"},
    {"numbers_of_tickets/tls13", TLS1_3_VERSION, numbers, 0,
     "0: reused 0/0\n"
     "resumed: reused 0/0\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"
     "1: generate TWST init1; new; reused 0/0, client: 1 new, ticket\n"
     "resumed: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"
     "2: generate TWST init1; new; generate TWST init1; new; reused 0/0, client: 2 new, ticket\n"
     "resumed: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"
     "3: generate TWST init1; new; generate TWST init1; new; generate TWST init1; new; reused 0/0, "
     "client: 3 new, ticket\n"
     "resumed: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"},
    {"numbers_of_stateful_tickets/tls13", TLS1_3_VERSION, numbers, SSL_OP_NO_TICKET,
     "0: reused 0/0\n"
     "resumed: reused 0/0\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"
     "1: generate TWST init1; new; reused 0/0, client: 1 new, ticket\n"
     "resumed: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"
     "2: generate TWST init1; new; generate TWST init1; new; reused 0/0, client: 2 new, ticket\n"
     "resumed: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"
     "3: generate TWST init1; new; generate TWST init1; new; generate TWST init1; new; reused 0/0, "
     "client: 3 new, ticket\n"
     "resumed: generate TWST init1; new; reused 1/1, client: 1 new, ticket\n"
     "more: 1 1 generate TWST init1; new; generate TWST init1; new; the client has 2 new\n"},
};

JOURNALS_MAIN(rows)
