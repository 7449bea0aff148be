/**
 * The files of MNIST, a service for {@link easel.datasets.Mnist}. Java resolves this module together with
 * {@code easel.datasets} if its jar is on the module path.
 */
module easel.mnist {
    requires easel.datasets;

    provides easel.datasets.DataFiles with easel.mnist.MnistFiles;
}
