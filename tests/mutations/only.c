/* Preloaded into a cmocka program: runs the one case that $ONLY names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void __attribute__((constructor)) choose(void)
{
    cmocka_set_test_filter(getenv("ONLY"));
    /* What was said before a case hangs is not to be lost with it. */
    setvbuf(stdout, NULL, _IONBF, 0);
}
