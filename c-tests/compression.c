/* SSL_COMP: the compression methods of a library without any. */
#include "harness.h"

#include <openssl/comp.h>

static void the_list_is_empty(void **state) {
    (void)state;
    STACK_OF(SSL_COMP) *methods = SSL_COMP_get_compression_methods();

    assert_non_null(methods);
    assert_int_equal(sk_SSL_COMP_num(methods), 0);
    assert_ptr_equal(SSL_COMP_get_compression_methods(), methods);
    /* What stunnel does to have no compression. */
    assert_null(sk_SSL_COMP_pop(methods));
    assert_no_error();
}

static void the_list_can_be_replaced(void **state) {
    (void)state;
    STACK_OF(SSL_COMP) *before = SSL_COMP_get_compression_methods();
    STACK_OF(SSL_COMP) *own = sk_SSL_COMP_new_null();

    assert_ptr_equal(SSL_COMP_set0_compression_methods(own), before);
    assert_ptr_equal(SSL_COMP_get_compression_methods(), own);
    assert_ptr_equal(SSL_COMP_set0_compression_methods(NULL), own);
    sk_SSL_COMP_free(own);
    assert_null(SSL_COMP_get_compression_methods());
    assert_null(SSL_COMP_set0_compression_methods(before));
    assert_ptr_equal(SSL_COMP_get_compression_methods(), before);
    assert_no_error();
}

static void a_method_without_an_algorithm_is_not_added(void **state) {
    (void)state;
    assert_int_equal(SSL_COMP_add_compression_method(200, NULL), 1);
    assert_int_equal(SSL_COMP_add_compression_method(200, COMP_zlib()), 1);
    assert_int_equal(SSL_COMP_add_compression_method(1, COMP_zlib()), 1);
    assert_int_equal(sk_SSL_COMP_num(SSL_COMP_get_compression_methods()), 0);
    assert_no_error();
}

static void names(void **state) {
    (void)state;
    assert_null(SSL_COMP_get_name(NULL));
    assert_string_equal(SSL_COMP_get_name(COMP_zlib()), "(undef)");
    assert_no_error();
}

static void nothing_is_compressed(void **state) {
    struct pair *pair = *state;

    SSL_CTX_clear_options(pair->client_ctx, SSL_OP_NO_COMPRESSION);
    SSL_CTX_clear_options(pair->server_ctx, SSL_OP_NO_COMPRESSION);
    pair_open(pair, MEMORY);
    assert_null(SSL_get_current_compression(pair->client));
    assert_null(SSL_get_current_expansion(pair->client));
    assert_int_equal(pair_handshake(pair), 1);
    assert_null(SSL_get_current_compression(pair->client));
    assert_null(SSL_get_current_expansion(pair->client));
    assert_null(SSL_get_current_compression(pair->server));
    assert_null(SSL_get_current_expansion(pair->server));
    assert_null(SSL_COMP_get_name(SSL_get_current_compression(pair->client)));
    assert_no_error();
}

static const struct CMUnitTest cases[] = {
    CASE(the_list_is_empty),
    CASE(the_list_can_be_replaced),
    CASE(a_method_without_an_algorithm_is_not_added),
    CASE(names),
    CASE_VERSIONS(nothing_is_compressed),
};

CASES_MAIN(cases)
