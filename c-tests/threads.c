/* One SSL_CTX shared by many threads, connections in threads of their own, fork after use. */
#include "harness.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 8
#define ROUNDS 20

struct endpoint {
    SSL_CTX *ctx;
    int fd, server, rounds;
    const char *failure;
};

static const char *talk(SSL *ssl, int server) {
    char buffer[64];

    if (server) {
        if (SSL_accept(ssl) != 1)
            return "SSL_accept";
        if (SSL_read(ssl, buffer, sizeof(buffer)) != 4)
            return "SSL_read";
        if (SSL_write(ssl, "pong", 4) != 4)
            return "SSL_write";
    } else {
        if (SSL_connect(ssl) != 1)
            return "SSL_connect";
        if (SSL_write(ssl, "ping", 4) != 4)
            return "SSL_write";
        if (SSL_read(ssl, buffer, sizeof(buffer)) != 4)
            return "SSL_read";
    }
    if (SSL_shutdown(ssl) < 0)
        return "SSL_shutdown";
    if (SSL_shutdown(ssl) != 1)
        return "the second SSL_shutdown";
    return NULL;
}

static void *run_endpoint(void *argument) {
    struct endpoint *endpoint = argument;

    for (int i = 0; i < endpoint->rounds && endpoint->failure == NULL; i++) {
        SSL *ssl = SSL_new(endpoint->ctx);

        SSL_set_fd(ssl, endpoint->fd);
        if (!endpoint->server)
            SSL_set_tlsext_host_name(ssl, "localhost");
        endpoint->failure = talk(ssl, endpoint->server);
        SSL_free(ssl);
    }
    ERR_clear_error();
    OPENSSL_thread_stop();
    return NULL;
}

static void a_context_is_shared_by_all_threads(void **state) {
    struct pair *pair = *state;
    struct endpoint endpoints[2 * THREADS];
    pthread_t threads[2 * THREADS];

    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"t", 1);
    for (int i = 0; i < THREADS; i++) {
        int fds[2];

        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
        endpoints[2 * i] = (struct endpoint){pair->client_ctx, fds[0], 0, ROUNDS, NULL};
        endpoints[2 * i + 1] = (struct endpoint){pair->server_ctx, fds[1], 1, ROUNDS, NULL};
    }
    for (int i = 0; i < 2 * THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_endpoint, &endpoints[i]), 0);
    for (int i = 0; i < 2 * THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 2 * THREADS; i++) {
        if (endpoints[i].failure != NULL)
            fail_msg("endpoint %d: %s", i, endpoints[i].failure);
        close(endpoints[i].fd);
    }
    assert_int_equal(SSL_CTX_sess_accept_good(pair->server_ctx), THREADS * ROUNDS);
    assert_int_equal(SSL_CTX_sess_connect_good(pair->client_ctx), THREADS * ROUNDS);
}

static void *make_and_free(void *argument) {
    for (int i = 0; i < 200; i++) {
        SSL *ssl = SSL_new(argument);

        SSL_CTX_up_ref(argument);
        SSL_free(ssl);
        SSL_CTX_free(argument);
    }
    OPENSSL_thread_stop();
    return NULL;
}

static void references_are_counted_across_threads(void **state) {
    struct pair *pair = *state;
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_and_free, pair->client_ctx), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pair_connect(pair, MEMORY);
}

static void *use_elsewhere(void *argument) {
    struct pair *pair = argument;
    intptr_t ok = SSL_write(pair->subject, "elsewhere", 9) == 9;

    OPENSSL_thread_stop();
    return (void *)ok;
}

static void a_connection_may_move_to_another_thread(void **state) {
    struct pair *pair = *state;
    pthread_t thread;
    void *ok;

    pair_connect(pair, MEMORY);
    pair_exchange(pair->subject, pair->peer, "here");
    assert_int_equal(pthread_create(&thread, NULL, use_elsewhere, pair), 0);
    pthread_join(thread, &ok);
    assert_true((intptr_t)ok);
    expect_text(pair->peer, "elsewhere");
    pair_exchange(pair->subject, pair->peer, "and here again");
}

static void *resume_many_times(void *argument) {
    struct pair *shared = argument;
    intptr_t failures = 0;

    for (int i = 0; i < 10; i++) {
        struct pair own = pair_beside(shared);
        SSL_SESSION *session = SSL_get1_session(shared->client);

        pair_open(&own, MEMORY);
        SSL_set_session(own.client, session);
        failures += !pair_handshake(&own);
        failures += !SSL_session_reused(own.client);
        SSL_shutdown(own.client);
        SSL_shutdown(own.server);
        pair_close(&own);
        SSL_SESSION_free(session);
    }
    ERR_clear_error();
    OPENSSL_thread_stop();
    return (void *)failures;
}

static void one_session_is_resumed_by_many_threads(void **state) {
    struct pair *pair = *state;
    pthread_t threads[4];

    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"t", 1);
    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->server, pair->client, "after the ticket");
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, resume_many_times, pair), 0);
    for (int i = 0; i < 4; i++) {
        void *failures;

        pthread_join(threads[i], &failures);
        assert_int_equal((intptr_t)failures, 0);
    }
}

static void a_forked_child_can_make_connections(void **state) {
    struct pair *pair = *state;
    int status = -1;
    pid_t child;

    pair_connect(pair, MEMORY);
    pair_close(pair);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        pair_open(pair, MEMORY);
        _exit(pair_handshake(pair) && SSL_write(pair->client, "x", 1) == 1 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    pair_connect(pair, MEMORY);
}

static void parent_and_child_make_different_randoms(void **state) {
    struct pair *pair = *state;
    unsigned char here[32], there[32];
    int pipes[2], status = -1;
    pid_t child;

    pair_connect(pair, MEMORY);
    assert_int_equal(pipe(pipes), 0);
    child = fork();
    assert_true(child >= 0);
    pair_open(pair, MEMORY);
    if (child == 0) {
        int ok = pair_handshake(pair);

        SSL_get_client_random(pair->client, there, 32);
        _exit(ok && write(pipes[1], there, 32) == 32 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(read(pipes[0], there, 32), 32);
    assert_true(pair_handshake(pair));
    SSL_get_client_random(pair->client, here, 32);
    assert_memory_not_equal(here, there, 32);
    close(pipes[0]);
    close(pipes[1]);
}

static void a_child_may_take_over_a_connection(void **state) {
    struct pair *pair = *state;
    int status = -1;
    pid_t child;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(SSL_write(pair->subject, "from the child", 14) == 14 ? 0 : 1);
    expect_text(pair->peer, "from the child");
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_context_is_shared_by_all_threads),
    CASE(references_are_counted_across_threads),
    CASE_ALL(a_connection_may_move_to_another_thread),
    CASE_TLS12(one_session_is_resumed_by_many_threads),
    CASE_VERSIONS(a_forked_child_can_make_connections),
    CASE_VERSIONS(parent_and_child_make_different_randoms),
    CASE_ALL(a_child_may_take_over_a_connection),
};

CASES_MAIN(cases)
