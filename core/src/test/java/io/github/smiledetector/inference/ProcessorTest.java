package io.github.smiledetector.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Linux      | amd64   | flags\\t\\t: fpu avx2 avx512f avx512_vnni amx_int8 | true
          Linux      | amd64   | flags\\t\\t: fpu avx2 avx_vnni                      | true
          Linux      | amd64   | flags\\t\\t: fpu avx2 avx512f avx512bw              | false
          Linux      | amd64   | flags\\t\\t: avx_vnni_int8 not_avx512_vnni          | false
          Linux      | amd64   | model name\\t: avx_vnni                           | false
          Linux      | amd64   | flags\\t\\t: avx_vnni\\nflags\\t\\t: avx2             | false
          Linux      | amd64   | flags\\t\\t: asimddp                               | false
          Linux      | aarch64 | Features\\t: fp asimd asimddp                     | true
          Linux      | aarch64 | Features\\t: fp asimd asimdhp                     | false
          Linux      | amd64   | ''                                              | false
          Mac OS X   | aarch64 | ''                                              | true
          Mac OS X   | x86_64  | ''                                              | false
          Windows 11 | amd64   | flags\\t\\t: avx_vnni                              | false
          """)
  void knowsWhoMultipliesEightBitIntegers(
      String system, String architecture, String cpuInformation, boolean expected) {
    String text = cpuInformation.translateEscapes();
    assertThat(Processor.multipliesEightBitIntegers(system, architecture, text))
        .isEqualTo(expected);
  }
}
