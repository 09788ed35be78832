package io.github.smiledetector.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Says what this machine's processor can do for networks. */
public final class Processor {
  /** On x86-64: multiply and add 8-bit integers in one step, with sums that do not overflow. */
  private static final List<String> X86_INSTRUCTIONS = List.of("avx512_vnni", "avx_vnni");

  /** The same on 64-bit ARM. */
  private static final List<String> ARM_INSTRUCTIONS = List.of("asimddp");

  private Processor() {}

  /**
   * Whether the processor has instructions made for products of 8-bit integers. Without them a
   * network of 8-bit numbers is no faster than one of 32-bit numbers, and on x86-64 less exact,
   * because AVX2's instructions cut off sums beyond 16 bits.
   *
   * @return false as well where it cannot be found out: on Windows and on Intel's Macs
   */
  public static boolean multipliesEightBitIntegers() {
    return multipliesEightBitIntegers(
        System.getProperty("os.name"), System.getProperty("os.arch"), cpuInformation());
  }

  /**
   * @param system as Java's {@code os.name} calls it
   * @param architecture as Java's {@code os.arch} calls it
   * @param cpuInformation Linux's {@code /proc/cpuinfo}; empty elsewhere
   */
  static boolean multipliesEightBitIntegers(
      String system, String architecture, String cpuInformation) {
    boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return arm; // Apple's processors all have them.
    }
    if (!name.equals("linux")) {
      return false;
    }
    List<String> wanted = arm ? ARM_INSTRUCTIONS : X86_INSTRUCTIONS;
    List<String> cores =
        cpuInformation.lines().filter(line -> line.startsWith(arm ? "Features" : "flags")).toList();
    // A thread may run on any core.
    return !cores.isEmpty()
        && cores.stream()
            .allMatch(core -> Arrays.stream(core.split("[\\s:]+")).anyMatch(wanted::contains));
  }

  private static String cpuInformation() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      return "";
    }
  }
}
