/* Forgets an allocation: LeakSanitizer must make the program fail. */
#include <stdlib.h>

int main(void) {
    volatile char *block = malloc(8);

    block[0] = 0;
    block = NULL;
    return block != NULL;
}
