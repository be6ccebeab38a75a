/* C++ exceptions leave callbacks and BIOs through the library. */
extern "C" {
#include "harness.h"
}

#include <stdexcept>
#include <string>

namespace {

/* The place that throws, the connection that it throws for (any for NULL), and in which call. */
const char *armed;
const SSL *armed_for;
int calls_until;

void visit(const char *place, const SSL *ssl) {
    if (armed == nullptr || strcmp(armed, place) != 0)
        return;
    if (armed_for != nullptr && ssl != armed_for)
        return;
    if (--calls_until == 0)
        throw std::runtime_error(place);
}

void arm(const char *place, const SSL *ssl, int call = 1) {
    armed = place;
    armed_for = ssl;
    calls_until = call;
}

void disarm() {
    armed = nullptr;
}

/* What a call returned; THREW where it ended with the exception. */
constexpr int THREW = -1000;

template <typename Call> int caught(Call call) {
    try {
        return call();
    } catch (const std::exception &exception) {
        assert_non_null(armed);
        assert_string_equal(exception.what(), armed);
        return THREW;
    }
}

/* A handshake of both, in which the subject's calls may throw; how often they did. The first
 * exception ends it, unless it is to go on. BIOs are shared, so nothing throws while the peer is
 * called. */
int handshake(struct pair *pair, bool goes_on = false) {
    const char *place = armed;
    int subject = 0, peer = 0, thrown = 0;

    for (int i = 0; i < 40 && !(subject == 1 && peer == 1); i++) {
        armed = place;
        if (subject != 1)
            subject = caught([&] { return SSL_do_handshake(pair->subject); });
        thrown += subject == THREW;
        if (thrown && !goes_on)
            break;
        armed = nullptr;
        if (peer != 1)
            peer = SSL_do_handshake(pair->peer);
    }
    return thrown;
}

SSL *connection_of(X509_STORE_CTX *verification) {
    int index = SSL_get_ex_data_X509_STORE_CTX_idx();
    return static_cast<SSL *>(X509_STORE_CTX_get_ex_data(verification, index));
}

void on_info(const SSL *ssl, int, int) {
    visit("info", ssl);
}

void on_message(int, int, int, const void *, size_t, SSL *ssl, void *) {
    visit("message", ssl);
}

int on_verify(int, X509_STORE_CTX *verification) {
    visit("verify", connection_of(verification));
    return 1;
}

int on_cert_verify(X509_STORE_CTX *verification, void *) {
    visit("cert_verify", connection_of(verification));
    return 1;
}

int on_certificate(SSL *ssl, void *) {
    visit("certificate", ssl);
    return 1;
}

int on_client_certificate(SSL *ssl, X509 **, EVP_PKEY **) {
    visit("client_certificate", ssl);
    return 0;
}

int on_status(SSL *ssl, void *) {
    visit("status", ssl);
    return SSL_is_server(ssl) ? SSL_TLSEXT_ERR_NOACK : 1;
}

int on_server_name(SSL *ssl, int *, void *) {
    visit("server_name", ssl);
    return SSL_TLSEXT_ERR_OK;
}

int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in,
            unsigned, void *) {
    visit("alpn", ssl);
    *out = in + 1;
    *length = in[0];
    return SSL_TLSEXT_ERR_OK;
}

int on_client_hello(SSL *ssl, int *, void *) {
    visit("client_hello", ssl);
    return SSL_CLIENT_HELLO_SUCCESS;
}

void on_key(const SSL *ssl, const char *) {
    visit("key_log", ssl);
}

int on_new_session(SSL *ssl, SSL_SESSION *) {
    visit("new_session", ssl);
    return 0;
}

int on_ticket(SSL *ssl, void *) {
    visit("ticket", ssl);
    return 1;
}

int on_security(const SSL *ssl, const SSL_CTX *, int, int, int, void *, void *) {
    visit("security", ssl);
    return 1;
}

size_t on_padding(SSL *ssl, int, size_t, void *) {
    visit("padding", ssl);
    return 0;
}

long on_bio(BIO *bio, int operation, const char *, size_t, int, long, int returned, size_t *) {
    const SSL *ssl = reinterpret_cast<const SSL *>(BIO_get_callback_arg(bio));

    switch (operation) {
    case BIO_CB_READ:
        visit("bio_read", ssl);
        break;
    case BIO_CB_WRITE:
        visit("bio_write", ssl);
        break;
    case BIO_CB_CTRL:
        visit("bio_ctrl", ssl);
        break;
    }
    return returned;
}

/* Who calls a callback in a handshake: bits, one for each setting of CASE_ALL. */
enum { CLIENT12 = 1, CLIENT13 = 2, SERVER12 = 4, SERVER13 = 8 };
enum { CLIENT = CLIENT12 | CLIENT13, SERVER = SERVER12 | SERVER13, ALL = CLIENT | SERVER };

int bit_of(const struct pair *pair) {
    int client = pair->version == TLS1_2_VERSION ? CLIENT12 : CLIENT13;
    return pair->subject_is_server ? client << 2 : client;
}

struct place {
    const char *name;
    void (*install)(SSL_CTX *);
    int callers;
    /* Where OpenSSL's handshake can go on with the next call. Elsewhere it has lost something: it
     * fails, or crashes. */
    int goes_on;
};

const struct place places[] = {
    {"info", [](SSL_CTX *ctx) { SSL_CTX_set_info_callback(ctx, on_info); }, ALL, ALL},
    {"message", [](SSL_CTX *ctx) { SSL_CTX_set_msg_callback(ctx, on_message); }, ALL,
     CLIENT12 | SERVER},
    {"verify", [](SSL_CTX *ctx) { SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify); }, ALL,
     CLIENT},
    {"cert_verify",
     [](SSL_CTX *ctx) {
         SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
         SSL_CTX_set_cert_verify_callback(ctx, on_cert_verify, nullptr);
     },
     ALL, CLIENT},
    {"certificate", [](SSL_CTX *ctx) { SSL_CTX_set_cert_cb(ctx, on_certificate, nullptr); }, ALL,
     CLIENT},
    {"client_certificate",
     [](SSL_CTX *ctx) { SSL_CTX_set_client_cert_cb(ctx, on_client_certificate); }, CLIENT, CLIENT},
    {"status", [](SSL_CTX *ctx) { SSL_CTX_set_tlsext_status_cb(ctx, on_status); }, ALL, 0},
    {"server_name",
     [](SSL_CTX *ctx) { SSL_CTX_set_tlsext_servername_callback(ctx, on_server_name); }, ALL, 0},
    {"alpn", [](SSL_CTX *ctx) { SSL_CTX_set_alpn_select_cb(ctx, on_alpn, nullptr); }, SERVER, 0},
    {"client_hello",
     [](SSL_CTX *ctx) { SSL_CTX_set_client_hello_cb(ctx, on_client_hello, nullptr); }, SERVER,
     SERVER},
    {"key_log", [](SSL_CTX *ctx) { SSL_CTX_set_keylog_callback(ctx, on_key); }, ALL, SERVER13},
    {"new_session",
     [](SSL_CTX *ctx) {
         SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH);
         SSL_CTX_sess_set_new_cb(ctx, on_new_session);
     },
     CLIENT12 | SERVER, CLIENT12 | SERVER13},
    {"ticket",
     [](SSL_CTX *ctx) { SSL_CTX_set_session_ticket_cb(ctx, on_ticket, nullptr, nullptr); }, SERVER,
     SERVER13},
    {"security", [](SSL_CTX *ctx) { SSL_CTX_set_security_callback(ctx, on_security); }, ALL, ALL},
    {"padding", [](SSL_CTX *ctx) { SSL_CTX_set_record_padding_callback(ctx, on_padding); },
     CLIENT13 | SERVER13, CLIENT13 | SERVER13},
    {"bio_read", nullptr, ALL, ALL},
    {"bio_write", nullptr, ALL, ALL},
    {"bio_ctrl", nullptr, ALL, 0},
};

/* Contexts in whose handshakes every callback is called. */
void prepare(struct pair *pair, const struct place *place) {
    static const unsigned char protocols[] = {1, 'a'};

    if (strcmp(place->name, "client_certificate") != 0)
        use_identity(pair->client_ctx, CLIENT_EC);
    if (strcmp(place->name, "new_session") == 0)
        SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_id_context(pair->server_ctx, protocols, sizeof(protocols));
    /* OpenSSL's client takes no ticket any more after an exception. */
    SSL_CTX_set_num_tickets(pair->server_ctx, pair->subject_is_server ? 2 : 0);
    SSL_CTX_set_tlsext_status_type(pair->client_ctx, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_alpn_protos(pair->client_ctx, protocols, sizeof(protocols));
    if (place->install != nullptr)
        place->install(pair->subject_ctx);
}

void open_armed(struct pair *pair, const char *place, int call) {
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    arm(place, pair->subject, call);
    if (strncmp(place, "bio", 3) != 0)
        return;
    for (BIO *bio : {SSL_get_rbio(pair->subject), SSL_get_wbio(pair->subject)}) {
        BIO_set_callback_arg(bio, reinterpret_cast<char *>(pair->subject));
        BIO_set_callback_ex(bio, on_bio);
    }
}

void data_flows(struct pair *pair) {
    char buffer[16];
    int length = -1;

    assert_int_equal(SSL_write(pair->peer, "ping", 4), 4);
    for (int i = 0; i < 4 && length < 0; i++)
        length = SSL_read(pair->subject, buffer, sizeof(buffer));
    assert_int_equal(length, 4);
    ERR_clear_error();
    assert_int_equal(SSL_write(pair->subject, "pong", 4), 4);
    length = -1;
    for (int i = 0; i < 4 && length < 0; i++)
        length = SSL_read(pair->peer, buffer, sizeof(buffer));
    assert_int_equal(length, 4);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
}

void an_exception_passes_and_everything_is_freed(void **state) {
    const auto *setting = static_cast<struct pair *>(*state);

    for (const struct place &place : places) {
        struct pair *pair = pair_create(setting->version, setting->subject_is_server);
        prepare(pair, &place);
        open_armed(pair, place.name, 1);
        int thrown = handshake(pair);
        if (thrown != ((place.callers & bit_of(pair)) != 0))
            fail_msg("%s: thrown %d", place.name, thrown);
        disarm();
        pair_close(pair);
        /* No lock is left taken, and nothing in the context is broken. */
        open_armed(pair, place.name, 0);
        disarm();
        assert_int_equal(handshake(pair), 0);
        data_flows(pair);
        pair_destroy(pair);
    }
}

void the_handshake_goes_on_after_an_exception(void **state) {
    const auto *setting = static_cast<struct pair *>(*state);

    for (const struct place &place : places) {
        struct pair *pair = pair_create(setting->version, setting->subject_is_server);

        if (place.goes_on & bit_of(pair)) {
            prepare(pair, &place);
            open_armed(pair, place.name, 1);
            if (handshake(pair, true) != 1 || !SSL_is_init_finished(pair->subject) ||
                !SSL_is_init_finished(pair->peer))
                fail_msg("%s", place.name);
            disarm();
            data_flows(pair);
        }
        pair_destroy(pair);
    }
}

/* Reads and writes that a BIO ends: the next call does all of it. */
void data_flows_after_an_exception(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    char buffer[16];

    pair_connect(pair, MEMORY);
    SSL *ssl = pair->subject;
    for (BIO *bio : {SSL_get_rbio(ssl), SSL_get_wbio(ssl)}) {
        BIO_set_callback_arg(bio, reinterpret_cast<char *>(ssl));
        BIO_set_callback_ex(bio, on_bio);
    }
    assert_int_equal(SSL_write(pair->peer, "ping", 4), 4);
    for (int call = 1; call <= 2; call++) {
        /* In the header, then in the body. */
        arm("bio_read", ssl, call);
        assert_int_equal(caught([&] { return SSL_read(ssl, buffer, sizeof(buffer)); }), THREW);
        assert_int_equal(SSL_pending(ssl), 0);
    }
    disarm();
    expect_text(ssl, "ping");
    arm("bio_write", ssl);
    assert_int_equal(caught([&] { return SSL_write(ssl, "pong", 4); }), THREW);
    disarm();
    assert_int_equal(SSL_write(ssl, "pong", 4), 4);
    expect_text(pair->peer, "pong");
    arm("bio_write", ssl);
    assert_int_equal(caught([&] { return SSL_shutdown(ssl); }), THREW);
    disarm();
    expect_shutdown_state(ssl, SSL_SENT_SHUTDOWN);
    SSL_shutdown(pair->peer);
}

/* A message callback hears of an alert, and of a client's ticket. */
void an_exception_ends_reading_what_is_no_data(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    char buffer[16];

    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    pair_connect(pair, MEMORY);
    SSL_set_msg_callback(pair->subject, on_message);
    SSL_shutdown(pair->peer);
    arm("message", pair->subject, 2);
    assert_int_equal(caught([&] { return SSL_read(pair->subject, buffer, sizeof(buffer)); }),
                     THREW);
    disarm();
}

/* Extra data: the callbacks that run when an object is made, copied, freed. */
void on_new(void *, void *, CRYPTO_EX_DATA *, int, long, void *) {
    visit("new", nullptr);
}

int on_copy(CRYPTO_EX_DATA *, const CRYPTO_EX_DATA *, void **, int, long, void *) {
    visit("copy", nullptr);
    return 1;
}

void on_free(void *, void *, CRYPTO_EX_DATA *, int, long, void *) {
    visit("free", nullptr);
}

void extra_data_callbacks_may_throw(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    static int index = -1;
    char byte;

    if (index < 0) {
        for (int kind : {CRYPTO_EX_INDEX_SSL_CTX, CRYPTO_EX_INDEX_SSL_SESSION})
            CRYPTO_get_ex_new_index(kind, 0, nullptr, on_new, on_copy, on_free);
        index = SSL_get_ex_new_index(0, nullptr, on_new, on_copy, on_free);
    }
    /* What OpenSSL has not freed by then it never frees, so the objects are few. */
    arm("new", nullptr);
    assert_int_equal(caught([&] { return SSL_new(pair->subject_ctx) != nullptr; }), THREW);
    disarm();
    SSL *ssl = SSL_new(pair->subject_ctx);
    assert_non_null(ssl);
    SSL_set_ex_data(ssl, index, &byte);
    arm("copy", nullptr);
    assert_int_equal(caught([&] { return SSL_dup(ssl) != nullptr; }), THREW);
    arm("free", nullptr);
    assert_int_equal(caught([&] {
                         SSL_free(ssl);
                         return 0;
                     }),
                     THREW);
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    arm("free", nullptr);
    assert_int_equal(caught([&] {
                         SSL_CTX_free(ctx);
                         return 0;
                     }),
                     THREW);
    SSL_SESSION *session = SSL_SESSION_new();
    arm("free", nullptr);
    assert_int_equal(caught([&] {
                         SSL_SESSION_free(session);
                         return 0;
                     }),
                     THREW);
    disarm();
    pair_connect(pair, MEMORY);
}

void on_remove(SSL_CTX *, SSL_SESSION *) {
    visit("remove", nullptr);
}

void a_cache_works_on_after_its_remove_callback_threw(void **state) {
    auto *pair = static_cast<struct pair *>(*state);

    SSL_CTX *ctx = pair->client_ctx;
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH);
    SSL_CTX_sess_set_remove_cb(ctx, on_remove);
    for (unsigned char id = 1; id <= 3; id++) {
        SSL_SESSION *session = SSL_SESSION_new();
        SSL_SESSION_set_protocol_version(session, TLS1_2_VERSION);
        SSL_SESSION_set1_id(session, &id, 1);
        assert_int_equal(SSL_CTX_add_session(ctx, session), 1);
        arm("remove", nullptr);
        if (id == 2)
            assert_int_equal(caught([&] { return SSL_CTX_remove_session(ctx, session); }), THREW);
        disarm();
        SSL_SESSION_free(session);
    }
    assert_int_equal(SSL_CTX_sess_number(ctx), 2);
    pair_connect(pair, MEMORY);
}

int on_password(char *, int, int, void *) {
    visit("password", nullptr);
    return 0;
}

void a_password_callback_may_throw(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    BIO *memory = BIO_new(BIO_s_mem());
    char *text;
    unsigned char password[] = "secret";

    assert_int_equal(PEM_write_bio_PrivateKey(memory, identity_key(SERVER_RSA), EVP_aes_128_cbc(),
                                              password, 6, nullptr, nullptr),
                     1);
    long length = BIO_get_mem_data(memory, &text);
    const char *file = temporary_file("encrypted.pem", text, static_cast<size_t>(length));
    BIO_free(memory);
    SSL_CTX_set_default_passwd_cb(pair->subject_ctx, on_password);
    arm("password", nullptr);
    assert_int_equal(caught([&] {
                         return SSL_CTX_use_PrivateKey_file(pair->subject_ctx, file,
                                                            SSL_FILETYPE_PEM);
                     }),
                     THREW);
    disarm();
    pair_connect(pair, MEMORY);
}

/* The application's own BIO_METHOD, which throws wherever it is called. */
int method_write(BIO *, const char *, int) {
    visit("method_write", nullptr);
    return -1;
}

int method_read(BIO *, char *, int) {
    visit("method_read", nullptr);
    return -1;
}

long method_control(BIO *, int, long, void *) {
    visit("method_control", nullptr);
    return 1;
}

int method_destroy(BIO *) {
    visit("method_destroy", nullptr);
    return 1;
}

void an_applications_bio_may_throw(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | 100, "throws");

    BIO_meth_set_write(method, method_write);
    BIO_meth_set_read(method, method_read);
    BIO_meth_set_ctrl(method, method_control);
    BIO_meth_set_destroy(method, method_destroy);
    for (const char *place :
         {pair->subject_is_server ? "method_read" : "method_write", "method_destroy"}) {
        pair_open(pair, MEMORY);
        BIO *bio = BIO_new(method);
        BIO_set_init(bio, 1);
        SSL_set_bio(pair->subject, bio, bio);
        arm(place, nullptr);
        if (strcmp(place, "method_destroy") != 0)
            assert_int_equal(caught([&] { return SSL_do_handshake(pair->subject); }), THREW);
        else
            assert_int_equal(caught([&] {
                                 SSL_set_bio(pair->subject, nullptr, nullptr);
                                 return 0;
                             }),
                             THREW);
        disarm();
    }
    pair_close(pair);
    BIO_meth_free(method);
}

/* A callback runs a handshake of its own, out of which an exception comes that it catches. */
struct pair *outer;

int on_nested_verify(int, X509_STORE_CTX *) {
    struct pair inner = pair_beside(outer);

    pair_open(&inner, MEMORY);
    SSL_set_verify(inner.client, SSL_VERIFY_PEER, on_verify);
    arm("verify", inner.client);
    assert_int_equal(handshake(&inner), 1);
    disarm();
    pair_close(&inner);
    return 1;
}

void an_exception_is_caught_in_a_callback(void **state) {
    auto *pair = static_cast<struct pair *>(*state);

    outer = pair;
    pair_open(pair, MEMORY);
    SSL_set_verify(pair->client, SSL_VERIFY_PEER, on_nested_verify);
    assert_int_equal(pair_handshake(pair), 1);
    data_flows(pair);
}

/* The BIO that speaks TLS stands on the stack twice: above the connection, and below another. */
void an_exception_passes_through_a_bio_that_speaks_tls(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    char buffer[16];

    pair_connect(pair, MEMORY);
    BIO *filter = BIO_new(BIO_f_ssl());
    BIO_set_ssl(filter, pair->subject, BIO_NOCLOSE);
    BIO *bio = SSL_get_rbio(pair->subject);
    BIO_set_callback_arg(bio, reinterpret_cast<char *>(pair->subject));
    BIO_set_callback_ex(bio, on_bio);
    assert_int_equal(SSL_write(pair->peer, "ping", 4), 4);
    arm("bio_read", pair->subject);
    assert_int_equal(caught([&] { return BIO_read(filter, buffer, sizeof(buffer)); }), THREW);
    disarm();
    assert_int_equal(BIO_read(filter, buffer, sizeof(buffer)), 4);
    BIO_free_all(filter);
}

} // namespace

const struct CMUnitTest cases[] = {
    CASE_ALL(an_exception_passes_and_everything_is_freed),
    CASE_ALL(the_handshake_goes_on_after_an_exception),
    CASE_ALL(data_flows_after_an_exception),
    CASE_ALL(an_exception_ends_reading_what_is_no_data),
    CASE(extra_data_callbacks_may_throw),
    CASE(a_cache_works_on_after_its_remove_callback_threw),
    CASE(a_password_callback_may_throw),
    CASE_VERSIONS(an_applications_bio_may_throw),
    CASE_VERSIONS(an_exception_is_caught_in_a_callback),
    CASE_VERSIONS(an_exception_passes_through_a_bio_that_speaks_tls),
};

CASES_MAIN(cases)
