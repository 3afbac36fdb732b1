// RUN: toroid-opt %s --split-input-file --verify-diagnostics --toroid-legalize

func.func @elements(%x: tensor<4xf32>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): its input is no vector or matrix of integers; map words to numbers before the model}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @missing(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): its attribute 'min_gram_length' is missing}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @lengths(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): its n-grams have 2 to 1 elements and 0 skips}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 2 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @mode(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): its attribute 'mode' is 'COUNT'}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "COUNT", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @weights(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): it has 1 weights for 2 n-grams}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 5, 7>, weights = [1.0 : f32]}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @counts(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): its attribute 'ngram_counts' does not fit its pool}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 3>, ngram_indexes = array<i64: 0, 1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @indices(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): its pool has 2 n-grams and it has 1 indices}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @index(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): it has the index -1}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 0, -1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// -----

func.func @twice(%x: tensor<4xi64>) -> !onnx.unknown {
  // expected-error @+1 {{(TfIdfVectorizer): it has the index 1 twice}}
  %r0 = onnx.node "TfIdfVectorizer"(%x) {attrs = {mode = "TF", min_gram_length = 1 : i64, max_gram_length = 1 : i64, max_skip_count = 0 : i64, ngram_counts = array<i64: 0>, ngram_indexes = array<i64: 1, 1>, pool_int64s = array<i64: 5, 7>}, opset = 9 : i64}
      : (tensor<4xi64>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}
