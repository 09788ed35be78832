package io.github.smiledetector.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheTest {
  private static final Path HOME_CACHE = Path.of("/home/someone/.cache/smile-detector");

  private static Path folder(Map<String, String> environment) {
    return Cache.folder(environment, "/home/someone");
  }

  @Test
  void prefersItsOwnVariable() {
    assertThat(folder(Map.of("SMILE_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
  }

  @Test
  void usesTheXdgFolderElse() {
    assertThat(folder(Map.of("XDG_CACHE_HOME", "/b"))).isEqualTo(Path.of("/b/smile-detector"));
  }

  @Test
  void fallsBackToTheHomeFolder() {
    assertThat(folder(Map.of())).isEqualTo(HOME_CACHE);
    assertThat(folder(Map.of("SMILE_CACHE", "", "XDG_CACHE_HOME", ""))).isEqualTo(HOME_CACHE);
  }

  @Test
  void ignoresARelativeXdgFolderAsTheSpecificationSays() {
    assertThat(folder(Map.of("XDG_CACHE_HOME", "caches"))).isEqualTo(HOME_CACHE);
  }
}
