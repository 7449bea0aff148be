package easel.examples;

import java.util.concurrent.Callable;

/** The training programs, and the picture that each one writes at its end. */
enum Main {
    VANILLA("vanilla-mnist-001", "step-00003.png", 572, "--dropout"),
    SGD("vanilla-sgd-mnist-001", "step-00003.png", 572, "--epochs"),
    SMALL("small-mnist-001", "epoch-01-batch-003.png", 570, "--dropout"),
    CONV("conv-mnist-001", "epoch-001.png", 582, "--dropout"),
    DCGAN("dcgan-mnist-001", "step-00003.png", 570, "--dropout"),
    FASHION("fashion-001", "samples.png", 570, "--dropout"),
    DCGAN64("dcgan-64-001", "step-00003.png", 778, "--dropout"),
    CGAN("cgan-mnist-001", "step-00003.png", 582, "--dropout"),
    BEST_MNIST("best-mnist-001", "step-00003.png", 582, "--dropout"),
    BEST_FASHION("best-fashion-001", "step-00003.png", 582, "--dropout");

    final String run;
    final String picture;
    final int pixels;
    final String foreignOption;

    Main(String run, String picture, int pixels, String foreignOption) {
        this.run = run;
        this.picture = picture;
        this.pixels = pixels;
        this.foreignOption = foreignOption;
    }

    /** The source of the program, in its help. */
    String source() {
        return switch (this) {
            case CGAN -> "cgan.py of PyTorch-GAN";
            case BEST_MNIST, BEST_FASHION -> "No tutorial is its source.";
            default -> "published tutorial";
        };
    }

    Callable<Integer> create() {
        return switch (this) {
            case VANILLA -> new VanillaMnist();
            case SGD -> new VanillaSgdMnist();
            case SMALL -> new SmallMnist();
            case CONV -> new ConvMnist();
            case DCGAN -> new DcganMnist();
            case FASHION -> new Fashion();
            case DCGAN64 -> new Dcgan64();
            case CGAN -> new CganMnist();
            case BEST_MNIST -> new BestMnist();
            case BEST_FASHION -> new BestFashion();
        };
    }
}
