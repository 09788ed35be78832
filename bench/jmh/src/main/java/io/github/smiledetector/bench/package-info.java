/**
 * Parts of an answer go in, what each takes comes out: benchmarks for JMH, no part of the program.
 */
package io.github.smiledetector.bench;
