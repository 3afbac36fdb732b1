//===- ToroidOps.td - All ops of the transformer dialect ---*- tablegen -*-===//

include "dialects/Toroid/ContractionOps.td"
include "dialects/Toroid/DataOps.td"
include "dialects/Toroid/ElementwiseOps.td"
include "dialects/Toroid/IndexOps.td"
include "dialects/Toroid/ReductionOps.td"
include "dialects/Toroid/ShapeOps.td"
include "dialects/Toroid/WindowOps.td"
