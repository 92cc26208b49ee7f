/* The durable steps of the program, counted for crash tests.
 *
 * Whatever changes the file system for good calls step_reached() just before
 * it acts; base/file.c is the place. In a normal build that is nothing. Built
 * with -DSTEP_TEST, DOSSIERD_KILL_AT=n in the environment kills the program
 * (SIGKILL) at its n-th step, 1 being the first, and
 * DOSSIERD_COUNT_STEPS=FILE writes the number of steps to FILE at exit.
 */
#pragma once

#ifdef STEP_TEST
void step_reached(const char *name);
#else
#define step_reached(name) ((void)0)
#endif
