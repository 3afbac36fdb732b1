//===- Damage.cpp - Models with something wrong in them -------------------===//

#include "test/fuzz/Damage.h"

#include "compiler/Importer/Onnx.pb.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>

using namespace toroid::fuzz;

// SplitMix64 (Steele, Lea, Flood 2014).
uint64_t Dice::next() {
  state += 0x9e3779b97f4a7c15;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::optional<std::string>
toroid::fuzz::withoutWeights(const std::string &bytes) {
  constexpr size_t large = 256;
  onnx::ModelProto model;
  if (!model.ParseFromString(bytes) || !model.has_graph())
    return std::nullopt;
  auto &graph = *model.mutable_graph();
  auto &weights = *graph.mutable_initializer();
  for (int i = weights.size(); i-- > 0;) {
    const onnx::TensorProto &weight = weights[i];
    if (weight.ByteSizeLong() <= large)
      continue;
    auto isIt = [&](const onnx::ValueInfoProto &input) {
      return input.name() == weight.name();
    };
    if (std::none_of(graph.input().begin(), graph.input().end(), isIt)) {
      onnx::ValueInfoProto &input = *graph.add_input();
      input.set_name(weight.name());
      auto &type = *input.mutable_type()->mutable_tensor_type();
      type.set_elem_type(weight.data_type());
      type.mutable_shape();
      for (int64_t dim : weight.dims())
        type.mutable_shape()->add_dim()->set_dim_value(dim);
    }
    weights.DeleteSubrange(i, 1);
  }
  return model.SerializeAsString();
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

static void damageBytes(std::string &bytes, Dice &dice) {
  if (bytes.empty())
    return;
  size_t at = dice.below(bytes.size());
  switch (dice.below(4)) {
  case 0:
    bytes.resize(at);
    break;
  case 1:
    for (uint64_t flips = 1 + dice.below(8); flips > 0; --flips)
      bytes[dice.below(bytes.size())] ^= char(1 << dice.below(8));
    break;
  case 2:
    for (size_t end = std::min(bytes.size(), at + 1 + dice.below(16)); at < end;
         ++at)
      bytes[at] = dice.oneIn(2) ? '\xff' : char(dice.next());
    break;
  case 3:
    bytes.erase(at, 1 + dice.below(16));
    break;
  }
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

/// A number that some code may not expect.
static int64_t oddNumber(Dice &dice) {
  constexpr int64_t numbers[] = {0,
                                 -1,
                                 1,
                                 2,
                                 3,
                                 -2,
                                 7,
                                 64,
                                 -1000,
                                 int64_t(1) << 31,
                                 int64_t(1) << 33,
                                 int64_t(1) << 40,
                                 int64_t(1) << 62,
                                 std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min()};
  return numbers[dice.below(std::size(numbers))];
}

/// One of `fields`, or null.
template <typename Field>
static auto *any(Field *fields, Dice &dice) {
  return fields->empty() ? nullptr
                         : fields->Mutable(int(dice.below(fields->size())));
}

/// The name of some value.
static std::string anyName(const onnx::GraphProto &graph, Dice &dice) {
  for (int tries = 0; tries < 4; ++tries)
    if (graph.node_size()) {
      const auto &node = graph.node(int(dice.below(graph.node_size())));
      const auto &names = dice.oneIn(2) ? node.output() : node.input();
      if (!names.empty())
        return names[int(dice.below(names.size()))];
    }
  return "";
}

static void damageShape(onnx::TensorShapeProto &shape, Dice &dice) {
  switch (dice.below(4)) {
  case 0:
    shape.add_dim()->set_dim_value(oddNumber(dice));
    break;
  case 1:
    shape.mutable_dim()->Clear();
    break;
  default:
    if (auto *dim = any(shape.mutable_dim(), dice)) {
      if (dice.oneIn(3))
        dim->set_dim_param(dice.oneIn(2) ? "batch" : "a + b");
      else
        dim->set_dim_value(oddNumber(dice));
    }
  }
}

static void damageType(onnx::ValueInfoProto &value, Dice &dice) {
  auto &tensor = *value.mutable_type()->mutable_tensor_type();
  if (dice.oneIn(2))
    tensor.set_elem_type(int(dice.below(28)));
  else if (dice.oneIn(8))
    tensor.clear_shape();
  else
    damageShape(*tensor.mutable_shape(), dice);
}

static void damageTensor(onnx::TensorProto &tensor, Dice &dice) {
  switch (dice.below(6)) {
  case 0:
    tensor.set_data_type(int(dice.below(28)));
    break;
  case 1:
    tensor.add_dims(oddNumber(dice));
    break;
  case 2:
    if (tensor.dims_size())
      tensor.set_dims(int(dice.below(tensor.dims_size())), oddNumber(dice));
    break;
  case 3:
    damageBytes(*tensor.mutable_raw_data(), dice);
    break;
  case 4: {
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    auto &entry = *tensor.add_external_data();
    entry.set_key(dice.oneIn(2) ? "location" : "offset");
    entry.set_value(dice.oneIn(2) ? "weights" : "-1");
    break;
  }
  case 5: {
    std::string &bytes = *tensor.mutable_raw_data();
    int64_t number = oddNumber(dice);
    if (size_t count = bytes.size() / sizeof number)
      memcpy(&bytes[dice.below(count) * sizeof number], &number, sizeof number);
    else if (tensor.int64_data_size())
      tensor.set_int64_data(int(dice.below(tensor.int64_data_size())), number);
    break;
  }
  }
}

static void damageAttribute(onnx::AttributeProto &attribute,
                            const onnx::GraphProto &graph, Dice &dice) {
  switch (dice.below(6)) {
  case 0:
    attribute.set_type(
        onnx::AttributeProto::AttributeType(int(dice.below(15))));
    break;
  case 1:
    attribute.set_i(oddNumber(dice));
    break;
  case 2:
    if (attribute.ints_size() && dice.oneIn(2))
      attribute.set_ints(int(dice.below(attribute.ints_size())),
                         oddNumber(dice));
    else
      attribute.add_ints(oddNumber(dice));
    break;
  case 3:
    attribute.set_f(dice.oneIn(2) ? std::numeric_limits<float>::quiet_NaN()
                                  : float(oddNumber(dice)));
    break;
  case 4:
    if (attribute.has_t())
      damageTensor(*attribute.mutable_t(), dice);
    else if (attribute.has_g())
      *attribute.mutable_g() = graph;
    else
      attribute.set_s(dice.oneIn(2) ? "" : "SAME_UPPER");
    break;
  case 5:
    attribute.set_name(dice.oneIn(2) ? "axis" : "");
    break;
  }
}

/// `node` with what some node of `donor` is or has.
static void mixNodes(onnx::NodeProto &node, const onnx::GraphProto &donor,
                     Dice &dice) {
  if (donor.node().empty())
    return;
  const onnx::NodeProto &other = donor.node(int(dice.below(donor.node_size())));
  uint64_t what = 1 + dice.below(3);
  if (what & 1) {
    node.set_op_type(other.op_type());
    node.set_domain(other.domain());
  }
  if (what & 2)
    *node.mutable_attribute() = other.attribute();
}

static void damageNode(onnx::NodeProto &node, const onnx::GraphProto &graph,
                       const onnx::GraphProto &donor, Dice &dice) {
  switch (dice.below(9)) {
  case 0:
    mixNodes(node, dice.oneIn(2) ? graph : donor, dice);
    break;
  case 1:
    if (node.input_size())
      node.set_input(int(dice.below(node.input_size())), anyName(graph, dice));
    break;
  case 2:
    node.add_input(anyName(graph, dice));
    break;
  case 3:
    if (node.input_size())
      node.mutable_input()->RemoveLast();
    break;
  case 4:
    if (node.output_size() && dice.oneIn(2))
      node.set_output(0, anyName(graph, dice));
    else
      node.add_output(anyName(graph, dice));
    break;
  case 5:
    if (node.attribute_size())
      node.mutable_attribute()->DeleteSubrange(
          int(dice.below(node.attribute_size())), 1);
    break;
  case 6: {
    // A graph inside itself, as deep as damage happens to repeat.
    onnx::GraphProto copy = graph;
    onnx::AttributeProto &attribute = *node.add_attribute();
    attribute.set_name(dice.oneIn(2) ? "body" : "then_branch");
    attribute.set_type(onnx::AttributeProto::GRAPH);
    attribute.mutable_g()->Swap(&copy);
    if (dice.oneIn(2))
      node.set_op_type(dice.oneIn(2) ? "If" : "Loop");
    break;
  }
  default:
    if (auto *attribute = any(node.mutable_attribute(), dice))
      damageAttribute(*attribute, graph, dice);
    else
      node.add_attribute()->set_name("axis");
  }
}

/// A function that calls itself.
static void addCycle(onnx::ModelProto &model, Dice &dice) {
  onnx::GraphProto &graph = *model.mutable_graph();
  if (graph.node().empty())
    return;
  const onnx::NodeProto &caller =
      graph.node(int(dice.below(graph.node_size())));
  onnx::FunctionProto &function = *model.add_functions();
  function.set_name(caller.op_type());
  function.set_domain(caller.domain());
  for (const auto &input : caller.input())
    function.add_input(input);
  for (const auto &output : caller.output())
    function.add_output(output);
  *function.add_node() = caller;
  *function.mutable_opset_import() = model.opset_import();
}

/// An input becomes a constant, of odd numbers: what computes with shapes or
/// axes looks into it.
static void fixInput(onnx::GraphProto &graph, Dice &dice) {
  auto *input = any(graph.mutable_input(), dice);
  if (!input)
    return;
  constexpr int64_t many = 64;
  const auto &type = input->type().tensor_type();
  onnx::TensorProto &weight = *graph.add_initializer();
  weight.set_name(input->name());
  weight.set_data_type(type.elem_type());
  int64_t count = 1;
  for (const auto &dim : type.shape().dim()) {
    int64_t size = dim.dim_value();
    if (size < 0 || size > many || count * size > many)
      size = 1;
    weight.add_dims(size);
    count *= size;
  }
  bool isInt64 = type.elem_type() == onnx::TensorProto::INT64;
  for (int64_t i = 0; i < count; ++i)
    if (isInt64)
      weight.add_int64_data(oddNumber(dice));
    else
      weight.add_int32_data(int32_t(oddNumber(dice)));
}

/// All sizes of an input are open.
static void openInput(onnx::GraphProto &graph, Dice &dice) {
  auto *input = any(graph.mutable_input(), dice);
  if (!input || !input->type().has_tensor_type())
    return;
  auto &tensor = *input->mutable_type()->mutable_tensor_type();
  int i = 0;
  for (auto &dim : *tensor.mutable_shape()->mutable_dim())
    dim.set_dim_param("d" + std::to_string(i++));
}

static void damageModel(onnx::ModelProto &model, const onnx::GraphProto &donor,
                        Dice &dice) {
  onnx::GraphProto &graph = *model.mutable_graph();
  switch (dice.below(16)) {
  case 0:
    if (auto *input = any(graph.mutable_input(), dice))
      damageType(*input, dice);
    break;
  case 1:
    if (auto *output = any(graph.mutable_output(), dice))
      damageType(*output, dice);
    break;
  case 2:
    if (auto *value = any(graph.mutable_value_info(), dice))
      damageType(*value, dice);
    break;
  case 3:
    if (auto *weight = any(graph.mutable_initializer(), dice))
      damageTensor(*weight, dice);
    break;
  case 4:
    if (auto *opset = any(model.mutable_opset_import(), dice))
      opset->set_version(dice.oneIn(4) ? oddNumber(dice)
                                       : int64_t(dice.below(30)));
    break;
  case 5:
    if (graph.node_size())
      graph.mutable_node()->DeleteSubrange(int(dice.below(graph.node_size())),
                                           1);
    break;
  case 6:
    if (dice.oneIn(4))
      addCycle(model, dice);
    else if (auto *output = any(graph.mutable_output(), dice))
      output->set_name(anyName(graph, dice));
    break;
  case 7:
    fixInput(graph, dice);
    break;
  case 8:
    openInput(graph, dice);
    break;
  default:
    if (auto *node = any(graph.mutable_node(), dice))
      damageNode(*node, graph, donor, dice);
  }
}

std::string toroid::fuzz::damage(const std::string &model,
                                 const std::string &donor, Dice &dice) {
  // What damage multiplies stays small.
  constexpr size_t enough = 4 << 20;
  std::string bytes = model;
  onnx::ModelProto other;
  (void)other.ParseFromString(donor);
  for (uint64_t times = 1 + dice.below(1 + dice.below(4)); times > 0; --times) {
    onnx::ModelProto parsed;
    if (dice.oneIn(8) || bytes.size() > enough ||
        !parsed.ParseFromString(bytes)) {
      damageBytes(bytes, dice);
      continue;
    }
    damageModel(parsed, other.graph(), dice);
    bytes = parsed.SerializeAsString();
  }
  return bytes;
}
