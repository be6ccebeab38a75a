// A C++ program uses the header: declarations, macros, callbacks, and ownership by RAII.
extern "C" {
#include "harness.h"
}

#include <memory>
#include <string>
#include <vector>

namespace {

template <typename T, void (*Free)(T *)> struct Deleter {
    void operator()(T *object) const {
        Free(object);
    }
};
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX, SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Deleter<SSL, SSL_free>>;
using Session = std::unique_ptr<SSL_SESSION, Deleter<SSL_SESSION, SSL_SESSION_free>>;

void objects_are_owned_by_smart_pointers(void **) {
    Context context(SSL_CTX_new(TLS_method()));
    Connection connection(SSL_new(context.get()));

    assert_non_null(context.get());
    assert_non_null(connection.get());
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
    assert_true(SSL_CTX_get_mode(context.get()) & SSL_MODE_ENABLE_PARTIAL_WRITE);
    assert_int_equal(SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION), 1);
    connection.reset();
    context.reset();
    assert_no_error();
}

void data_and_close_both_ways(void **state) {
    auto *pair = static_cast<struct pair *>(*state);
    std::vector<char> buffer(64);
    const std::string text = "from C++";

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->subject, text.data(), static_cast<int>(text.size())),
                     text.size());
    int length = SSL_read(pair->peer, buffer.data(), static_cast<int>(buffer.size()));
    assert_int_equal(length, text.size());
    assert_true(std::string(buffer.data(), static_cast<size_t>(length)) == text);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(SSL_get_shutdown(pair->subject), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    Session session(SSL_get1_session(pair->subject));
    assert_non_null(session.get());
}

int lambda_calls;

void callbacks_may_be_lambdas(void **state) {
    auto *pair = static_cast<struct pair *>(*state);

    lambda_calls = 0;
    SSL_CTX_set_info_callback(pair->subject_ctx, [](const SSL *, int, int) { lambda_calls++; });
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER,
                       [](int ok, X509_STORE_CTX *) { return ok; });
    SSL_CTX_set_alpn_select_cb(
        pair->server_ctx,
        [](SSL *, const unsigned char **, unsigned char *, const unsigned char *, unsigned,
           void *) { return SSL_TLSEXT_ERR_NOACK; },
        nullptr);
    pair_connect(pair, MEMORY);
    assert_true(lambda_calls > 0);
}

void errors_are_numbers_and_texts(void **state) {
    auto *pair = static_cast<struct pair *>(*state);

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_int_equal(SSL_get_error(pair->subject, -1), SSL_ERROR_SSL);
    const std::string reason = ERR_reason_error_string(ERR_get_error());
    assert_true(reason == "shutdown while in init");
}

const struct CMUnitTest cases[] = {
    CASE(objects_are_owned_by_smart_pointers),
    CASE_ALL(data_and_close_both_ways),
    CASE_ALL(callbacks_may_be_lambdas),
    CASE(errors_are_numbers_and_texts),
};

} // namespace

CASES_MAIN(cases)
