package io.github.smiledetector.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The module map and the house rules of the design, held against the classes of all modules. */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "io.github.smiledetector";

  private static final String TRAIN = ROOT + ".train";
  private static final String[] TRAIN_CLASSES = {TRAIN + ".."};
  private static final String[] SERVER_CLASSES = {ROOT + ".server.."};
  private static final String[] SPARK_CLASSES = {ROOT + ".spark.."};
  private static final String[] CLI_CLASSES = {ROOT + ".cli.."};

  /**
   * Core has no package of its own name: it is what lies in none of the other modules' packages.
   */
  private static final DescribedPredicate<JavaClass> CORE =
      resideInAPackage(ROOT + "..")
          .and(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      all(TRAIN_CLASSES, SERVER_CLASSES, SPARK_CLASSES, CLI_CLASSES))))
          .as("core");

  @ArchTest
  static final ArchRule coreDependsOnNoOtherModule =
      noClasses()
          .that(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(all(TRAIN_CLASSES, SERVER_CLASSES, SPARK_CLASSES, CLI_CLASSES));

  @ArchTest
  static final ArchRule trainDependsOnCoreOnly =
      noClasses()
          .that()
          .resideInAnyPackage(TRAIN_CLASSES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(all(SERVER_CLASSES, SPARK_CLASSES, CLI_CLASSES));

  @ArchTest
  static final ArchRule serverDependsOnCoreOnly =
      noClasses()
          .that()
          .resideInAnyPackage(SERVER_CLASSES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(all(TRAIN_CLASSES, SPARK_CLASSES, CLI_CLASSES));

  @ArchTest
  static final ArchRule sparkDependsOnCoreOnly =
      noClasses()
          .that()
          .resideInAnyPackage(SPARK_CLASSES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(all(TRAIN_CLASSES, SERVER_CLASSES, CLI_CLASSES))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().assignedFrom(eachPackage()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule aRoomOfCoreNeverImportsTheRootPackage =
      noClasses()
          .that(CORE)
          .and()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT);

  @ArchTest
  static final ArchRule aRoomOfTrainNeverImportsItsRootPackage =
      noClasses()
          .that()
          .resideInAPackage(TRAIN + "..")
          .and()
          .resideOutsideOfPackage(TRAIN)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(TRAIN);

  @ArchTest
  static final ArchRule aRoomOfTheCommandLineNeverImportsItsCommands =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".cli..")
          .and()
          .resideOutsideOfPackage(ROOT + ".cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".cli");

  @ArchTest static final ArchRule errorIsALeaf = leaf(ROOT + ".error..", ROOT + ".error..");

  @ArchTest
  static final ArchRule geometryIsALeaf =
      leaf(ROOT + ".geometry..", ROOT + ".geometry..", ROOT + ".error..");

  @ArchTest
  static final ArchRule recipeIsALeafOfTrain =
      noClasses()
          .that()
          .resideInAPackage(TRAIN + ".recipe..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(TRAIN + "..")
                  .and(DescribedPredicate.not(resideInAPackage(TRAIN + ".recipe..")))
                  .as("are other classes of train"));

  @ArchTest
  static final ArchRule onlyTrainImportsTensorFlow =
      noClasses()
          .that()
          .resideOutsideOfPackage(TRAIN + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.tensorflow..");

  @ArchTest
  static final ArchRule onlyInferenceImportsOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".inference..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule onlyPictureFaceAndAugmentationImportOpenCv =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".picture..", ROOT + ".face..", TRAIN + ".augment..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.opencv..", "org.opencv..");

  @ArchTest
  static final ArchRule onlyPictureImportsMetadataExtractor =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".picture..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.drew..");

  @ArchTest
  static final ArchRule noThirdPartyTypeInAPublicSignatureOfCore =
      classes()
          .that(CORE)
          .and(describe("are visible to users", ArchitectureTest::visibleToUsers))
          .should(showTypesOfJavaAndOursOnly());

  @ArchTest
  static final ArchRule noCommandShowsATensorFlowType =
      members()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(CLI_CLASSES)
          .should(
              new ArchCondition<JavaMember>("name no TensorFlow type, nor a subtype of one") {
                @Override
                public void check(JavaMember member, ConditionEvents events) {
                  signature(member)
                      .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                      .flatMap(type -> Stream.concat(Stream.of(type), supertypes(type)))
                      .filter(resideInAPackage("org.tensorflow.."))
                      .forEach(type -> violated(events, member, member.getFullName(), type));
                }
              });

  @ArchTest
  static final ArchRule noPackageIsNamedUtil =
      noClasses().should().resideInAnyPackage("..util..", "..utils..");

  @ArchTest
  static final ArchRule namesSayWhatATypeIs =
      noClasses()
          .should()
          .haveNameMatching(".*[a-z0-9](Impl|Manager|Base|Helper|Utils?)(\\$.*)?")
          .because("Impl, Manager, Base, Helper and Utils say nothing about what a type is for");

  private static ArchRule leaf(String room, String... mayUse) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(DescribedPredicate.not(resideInAnyPackage(mayUse)))
                .as("are other classes of ours"));
  }

  private static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return SliceIdentifier.of(type.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }

  private static ArchCondition<JavaClass> showTypesOfJavaAndOursOnly() {
    return new ArchCondition<>("show types of Java and ours only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaType> own =
            Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> bounds =
            type.getTypeParameters().stream()
                .flatMap(parameter -> parameter.getUpperBounds().stream());
        report(type, type.getName(), Stream.concat(own, bounds), events);
        for (JavaMember member : type.getMembers()) {
          if (member.getModifiers().contains(JavaModifier.PUBLIC)
              || member.getModifiers().contains(JavaModifier.PROTECTED)) {
            report(type, member.getFullName(), signature(member), events);
          }
        }
      }

      private void report(
          JavaClass type, String where, Stream<JavaType> shown, ConditionEvents events) {
        shown
            .flatMap(each -> each.getAllInvolvedRawTypes().stream())
            .map(JavaClass::getBaseComponentType)
            .filter(each -> !each.isPrimitive())
            .filter(each -> !resideInAnyPackage("java..", "javax..", ROOT + "..").test(each))
            .distinct()
            .forEach(each -> violated(events, type, where, each));
      }
    };
  }

  private static void violated(
      ConditionEvents events, Object subject, String where, JavaClass shown) {
    events.add(SimpleConditionEvent.violated(subject, where + " shows " + shown.getName()));
  }

  /** What a caller of the member has to know: types of the field, or result, parameters, errors. */
  private static Stream<JavaType> signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return Stream.of(
            List.of(code.getReturnType()),
            code.getParameterTypes(),
            code.getExceptionTypes(),
            code.getTypeParameters())
        .flatMap(Collection::stream);
  }

  private static Stream<JavaClass> supertypes(JavaClass type) {
    return Stream.concat(
        type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream());
  }

  private static boolean visibleToUsers(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::visibleToUsers).orElse(true);
  }

  private static String[] all(String[]... modules) {
    return Stream.of(modules).flatMap(Stream::of).toArray(String[]::new);
  }
}
