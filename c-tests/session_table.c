/* The session cache as an LHASH (SSL_CTX_sessions), read as OpenSSL's macros read it. */
#include "harness.h"

#include <openssl/lhash.h>
#include <time.h>

DEFINE_LHASH_OF(SSL_SESSION);

/* A session that the caller owns. Its id is as long as it says and begins with the number. */
static SSL_SESSION *numbered(int version, uint32_t number, unsigned id_length) {
    unsigned char id[32] = {0};
    SSL_SESSION *session = SSL_SESSION_new();

    memcpy(id, &number, sizeof(number));
    memset(id + sizeof(number), 'x', sizeof(id) - sizeof(number));
    SSL_SESSION_set_protocol_version(session, version);
    assert_int_equal(SSL_SESSION_set1_id(session, id, id_length), 1);
    SSL_SESSION_set_time(session, (long)time(NULL) + number);
    return session;
}

/* Fills the cache with the sessions of the numbers from `first` to before `end`; the caller owns
 * references to them. */
static void fill_from(SSL_CTX *ctx, SSL_SESSION **sessions, int first, int end) {
    for (int i = first; i < end; i++) {
        sessions[i] = numbered(TLS1_2_VERSION, (uint32_t)i, 32);
        assert_int_equal(SSL_CTX_add_session(ctx, sessions[i]), 1);
    }
}

static void fill(SSL_CTX *ctx, SSL_SESSION **sessions, int count) {
    fill_from(ctx, sessions, 0, count);
}

static void release(SSL_SESSION **sessions, int count) {
    for (int i = 0; i < count; i++)
        SSL_SESSION_free(sessions[i]);
}

/* How many items and buckets the table has. */
static void assert_shape(const LHASH_OF(SSL_SESSION) * table, int items, int buckets) {
    BIO *out = BIO_new(BIO_s_mem());
    char *text, expected[100];
    long length;

    lh_SSL_SESSION_stats_bio(table, out);
    BIO_write(out, "", 1);
    length = BIO_get_mem_data(out, &text);
    assert_true(length > 1);
    snprintf(expected, sizeof(expected), "num_items             = %d\n", items);
    if (strstr(text, expected) == NULL)
        fail_msg("expected %sfound %s", expected, text);
    snprintf(expected, sizeof(expected), "num_nodes             = %d\n", buckets);
    if (strstr(text, expected) == NULL)
        fail_msg("expected %sfound %s", expected, text);
    BIO_free(out);
}

static void the_table_follows_the_cache(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) * table;
    SSL_SESSION *sessions[5];

    (void)state;
    fill_from(ctx, sessions, 0, 3);
    table = SSL_CTX_sessions(ctx);
    assert_non_null(table);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 3);
    fill_from(ctx, sessions, 3, 5);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 5);
    SSL_CTX_flush_sessions(ctx, 0);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(SSL_CTX_add_session(ctx, sessions[i]), 1);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 5);
    assert_int_equal(lh_SSL_SESSION_num_items(table), SSL_CTX_sess_number(ctx));
    assert_int_equal(SSL_CTX_remove_session(ctx, sessions[2]), 1);
    assert_int_equal(SSL_CTX_remove_session(ctx, sessions[2]), 0);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 4);
    assert_int_equal(lh_SSL_SESSION_error(table), 0);
    assert_ptr_equal(SSL_CTX_sessions(ctx), table);
    assert_int_equal(ERR_peek_error(), 0);
    release(sessions, 5);
    SSL_CTX_free(ctx);
}

static void an_empty_cache_has_a_table(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(ctx);
    SSL_SESSION *session = numbered(TLS1_2_VERSION, 1, 32);

    (void)state;
    assert_non_null(table);
    assert_shape(table, 0, 8);
    assert_null(lh_SSL_SESSION_retrieve(table, session));
    assert_int_equal(SSL_CTX_add_session(ctx, session), 1);
    assert_ptr_equal(lh_SSL_SESSION_retrieve(table, session), session);
    assert_int_equal(SSL_CTX_add_session(ctx, session), 0);
    assert_shape(table, 1, 8);
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
}

static void sessions_are_found_by_version_and_id(void **state) {
    static const unsigned lengths[] = {1, 2, 3, 4, 5, 31, 32};
    static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) * table;
    SSL_SESSION *session, *sought, *found;
    unsigned length;

    (void)state;
    for (int v = 0; v < 2; v++) {
        for (int l = 0; l < 7; l++) {
            session = numbered(versions[v], 0x04030201, lengths[l]);
            assert_int_equal(SSL_CTX_add_session(ctx, session), 1);
            SSL_SESSION_free(session);
        }
    }
    table = SSL_CTX_sessions(ctx);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 14);
    for (int v = 0; v < 2; v++) {
        for (int l = 0; l < 7; l++) {
            sought = numbered(versions[v], 0x04030201, lengths[l]);
            found = lh_SSL_SESSION_retrieve(table, sought);
            assert_non_null(found);
            assert_ptr_not_equal(found, sought);
            assert_int_equal(SSL_SESSION_get_protocol_version(found), versions[v]);
            SSL_SESSION_get_id(found, &length);
            assert_int_equal(length, lengths[l]);
            SSL_SESSION_free(sought);
        }
    }
    sought = numbered(TLS1_1_VERSION, 0x04030201, 32);
    assert_null(lh_SSL_SESSION_retrieve(table, sought));
    SSL_SESSION_free(sought);
    sought = numbered(TLS1_2_VERSION, 0x04030201, 30);
    assert_null(lh_SSL_SESSION_retrieve(table, sought));
    SSL_SESSION_free(sought);
    sought = numbered(TLS1_2_VERSION, 0x04030202, 32);
    assert_null(lh_SSL_SESSION_retrieve(table, sought));
    SSL_SESSION_free(sought);
    assert_int_equal(ERR_peek_error(), 0);
    SSL_CTX_free(ctx);
}

static void another_session_with_the_id_takes_the_place(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(ctx);
    SSL_SESSION *one = numbered(TLS1_2_VERSION, 1, 32);
    SSL_SESSION *same = numbered(TLS1_2_VERSION, 1, 32);

    (void)state;
    assert_int_equal(SSL_CTX_add_session(ctx, one), 1);
    assert_int_equal(SSL_CTX_add_session(ctx, same), 1);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 1);
    assert_ptr_equal(lh_SSL_SESSION_retrieve(table, one), same);
    SSL_SESSION_free(one);
    /* By its id, which that of another session is as well. */
    assert_int_equal(SSL_CTX_remove_session(ctx, same), 1);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 0);
    SSL_SESSION_free(same);
    SSL_CTX_free(ctx);
}

static struct {
    int visited;
    uint64_t seen;
    SSL_CTX *ctx;
} walk;

static void count(SSL_SESSION *session) {
    unsigned length;

    walk.visited++;
    walk.seen |= (uint64_t)1 << SSL_SESSION_get_id(session, &length)[0];
}

static void count_with(SSL_SESSION *session, void *argument) {
    assert_ptr_equal(argument, &walk);
    count(session);
}

static void a_walk_visits_each_once(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_SESSION *sessions[50];

    (void)state;
    fill_from(ctx, sessions, 0, 20);
    assert_non_null(SSL_CTX_sessions(ctx));
    fill_from(ctx, sessions, 20, 50);
    memset(&walk, 0, sizeof(walk));
    lh_SSL_SESSION_doall(SSL_CTX_sessions(ctx), count);
    assert_int_equal(walk.visited, 50);
    assert_true(walk.seen == ((uint64_t)1 << 50) - 1);
    memset(&walk, 0, sizeof(walk));
    lh_SSL_SESSION_doall_arg(SSL_CTX_sessions(ctx), count_with, &walk);
    assert_int_equal(walk.visited, 50);
    assert_true(walk.seen == ((uint64_t)1 << 50) - 1);
    release(sessions, 50);
    SSL_CTX_free(ctx);
}

static void remove_odd(SSL_SESSION *session, void *argument) {
    unsigned length;

    walk.visited++;
    assert_ptr_equal(argument, &walk);
    if (SSL_SESSION_get_id(session, &length)[0] % 2 == 1)
        assert_int_equal(SSL_CTX_remove_session(walk.ctx, session), 1);
}

static void a_walk_may_remove(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(ctx);
    SSL_SESSION *sessions[60];
    unsigned long load = lh_SSL_SESSION_get_down_load(table);

    (void)state;
    fill(ctx, sessions, 60);
    release(sessions, 60);
    memset(&walk, 0, sizeof(walk));
    walk.ctx = ctx;
    lh_SSL_SESSION_set_down_load(table, 0);
    lh_SSL_SESSION_doall_arg(table, remove_odd, &walk);
    lh_SSL_SESSION_set_down_load(table, load);
    assert_int_equal(walk.visited, 60);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 30);
    memset(&walk, 0, sizeof(walk));
    lh_SSL_SESSION_doall(table, count);
    assert_int_equal(walk.visited, 30);
    assert_int_equal(walk.seen & 0xffffffff, 0x55555555);
    SSL_CTX_free(ctx);
}

static void add_again(SSL_SESSION *session, void *argument) {
    walk.visited++;
    assert_ptr_equal(argument, &walk);
    assert_int_equal(SSL_CTX_add_session(walk.ctx, session), 0);
}

static void a_walk_may_add_what_is_there(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_SESSION *sessions[10];

    (void)state;
    fill(ctx, sessions, 10);
    release(sessions, 10);
    memset(&walk, 0, sizeof(walk));
    walk.ctx = ctx;
    lh_SSL_SESSION_doall_arg(SSL_CTX_sessions(ctx), add_again, &walk);
    assert_int_equal(walk.visited, 10);
    SSL_CTX_free(ctx);
}

/* The table is OpenSSL's also in how it grows and shrinks. */
static void the_statistics_are_those_of_openssl(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(ctx);
    SSL_SESSION *sessions[100];

    (void)state;
    fill(ctx, sessions, 100);
    assert_shape(table, 100, 50);
    for (int i = 0; i < 60; i++)
        SSL_CTX_remove_session(ctx, sessions[i]);
    assert_shape(table, 40, 39);
    SSL_CTX_flush_sessions(ctx, (long)time(NULL) + 100000);
    assert_shape(table, 0, 38);
    assert_int_equal(lh_SSL_SESSION_get_down_load(table), LH_LOAD_MULT);
    release(sessions, 100);
    SSL_CTX_free(ctx);
}

static void a_full_cache_drops_the_oldest_from_the_table(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(ctx);
    SSL_SESSION *sessions[10];

    (void)state;
    SSL_CTX_sess_set_cache_size(ctx, 4);
    fill(ctx, sessions, 10);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 3);
    for (int i = 0; i < 10; i++)
        assert_ptr_equal(lh_SSL_SESSION_retrieve(table, sessions[i]), i < 7 ? NULL : sessions[i]);
    release(sessions, 10);
    SSL_CTX_free(ctx);
}

static void a_session_with_another_id_is_not_found(void **state) {
    static const unsigned char other[32] = "another", number[4] = {1};
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(ctx);
    SSL_SESSION *session = numbered(TLS1_2_VERSION, 1, 4), *sought;

    (void)state;
    assert_int_equal(SSL_CTX_add_session(ctx, session), 1);
    SSL_SESSION_set1_id(session, other, sizeof(other));
    sought = numbered(TLS1_2_VERSION, 1, 4);
    assert_null(lh_SSL_SESSION_retrieve(table, sought));
    assert_null(lh_SSL_SESSION_retrieve(table, session));
    assert_int_equal(SSL_CTX_remove_session(ctx, session), 0);
    SSL_SESSION_set1_id(session, number, sizeof(number));
    assert_ptr_equal(lh_SSL_SESSION_retrieve(table, sought), session);
    assert_int_equal(SSL_CTX_remove_session(ctx, session), 1);
    assert_int_equal(lh_SSL_SESSION_num_items(table), 0);
    SSL_SESSION_free(sought);
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
}

static struct { int made, removed; } told;

/* The session is in the cache already. */
static int on_new(SSL *ssl, SSL_SESSION *session) {
    LHASH_OF(SSL_SESSION) *table = SSL_CTX_sessions(SSL_get_SSL_CTX(ssl));

    told.made++;
    assert_ptr_equal(lh_SSL_SESSION_retrieve(table, session), session);
    return 0;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
    told.removed++;
    assert_null(lh_SSL_SESSION_retrieve(SSL_CTX_sessions(ctx), session));
}

static void callbacks_find_the_table_up_to_date(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    memset(&told, 0, sizeof(told));
    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_sess_set_new_cb(pair->server_ctx, on_new);
    SSL_CTX_sess_set_remove_cb(pair->server_ctx, on_remove);
    session = resumption_first(pair);
    assert_in_range(told.made, 1, 2);
    assert_int_equal(lh_SSL_SESSION_num_items(SSL_CTX_sessions(pair->server_ctx)), told.made);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_int_equal(lh_SSL_SESSION_num_items(SSL_CTX_sessions(pair->server_ctx)),
                     SSL_CTX_sess_number(pair->server_ctx));
    SSL_SESSION_free(session);
    pair_close(pair);
    SSL_CTX_flush_sessions(pair->server_ctx, 0);
    assert_int_equal(told.removed, told.made);
    assert_int_equal(lh_SSL_SESSION_num_items(SSL_CTX_sessions(pair->server_ctx)), 0);
}

static void freeing_the_context_empties_the_table_first(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_SESSION *sessions[3];

    (void)state;
    memset(&told, 0, sizeof(told));
    assert_non_null(SSL_CTX_sessions(ctx));
    SSL_CTX_sess_set_remove_cb(ctx, on_remove);
    fill(ctx, sessions, 3);
    release(sessions, 3);
    SSL_CTX_free(ctx);
    assert_int_equal(told.removed, 3);
}

static const struct CMUnitTest cases[] = {
    CASE(the_table_follows_the_cache),
    CASE(an_empty_cache_has_a_table),
    CASE(sessions_are_found_by_version_and_id),
    CASE(another_session_with_the_id_takes_the_place),
    CASE(a_walk_visits_each_once),
    CASE(a_walk_may_remove),
    CASE(a_walk_may_add_what_is_there),
    CASE(the_statistics_are_those_of_openssl),
    CASE(a_full_cache_drops_the_oldest_from_the_table),
    CASE(a_session_with_another_id_is_not_found),
    CASE_VERSIONS(callbacks_find_the_table_up_to_date),
    CASE(freeing_the_context_empties_the_table_first),
};

CASES_MAIN(cases)
