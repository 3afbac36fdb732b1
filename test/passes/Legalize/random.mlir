// RUN: toroid-opt %s --toroid-legalize --cse | FileCheck %s

// Random numbers: ten rounds of Philox on a counter, keyed by the seed; the four
// words of each counter lie one behind the other.

// CHECK-LABEL: func.func @uniform(
// CHECK-SAME: %[[A0:[a-z0-9]+]]: tensor<?x3xf32>
// CHECK: %[[V0:.*]] = toroid.constant dense<0> : tensor<i64> : tensor<i64>
// CHECK: %[[V1:.*]] = toroid.constant dense<1> : tensor<i64> : tensor<i64>
// CHECK-DAG: %[[I2:.*]] = arith.constant 0 : index
// CHECK: %[[V3:.*]] = tensor.dim %[[A0]], %[[I2]] : tensor<?x3xf32>
// CHECK-DAG: %[[I4:.*]] = arith.constant 3 : index
// CHECK: %[[V5:.*]] = arith.muli %[[V3]], %[[I4]] : index
// CHECK: %[[V6:.*]] = arith.addi %[[V5]], %[[I4]] : index
// CHECK-DAG: %[[I7:.*]] = arith.constant 4 : index
// CHECK: %[[V8:.*]] = arith.divsi %[[V6]], %[[I7]] : index
// CHECK: %[[V9:.*]] = toroid.range %[[V0]], %[[V1]] to [%[[V8]]] : (tensor<i64>, tensor<i64>) -> tensor<?xi64>
// CHECK: %[[V10:.*]] = toroid.cast %[[V9]] : (tensor<?xi64>) -> tensor<?xui64>
// CHECK: %[[V11:.*]] = toroid.constant dense<0> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V12:.*]] = toroid.cast %[[V10]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V13:.*]] = toroid.constant dense<32> : tensor<ui64> : tensor<ui64>
// CHECK: %[[V14:.*]] = toroid.shift_right %[[V10]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V15:.*]] = toroid.cast %[[V14]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V16:.*]] = toroid.cast %[[V12]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V17:.*]] = toroid.constant dense<3528531795> : tensor<ui64> : tensor<ui64>
// CHECK: %[[V18:.*]] = toroid.mul %[[V16]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V19:.*]] = toroid.constant dense<0> : tensor<ui64> : tensor<ui64>
// CHECK: %[[V20:.*]] = toroid.shift_right %[[V19]], %[[V13]] : (tensor<ui64>, tensor<ui64>) -> tensor<ui64>
// CHECK: %[[V21:.*]] = toroid.cast %[[V20]] : (tensor<ui64>) -> tensor<ui32>
// CHECK: %[[V22:.*]] = toroid.xor %[[V21]], %[[V15]] : (tensor<ui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V23:.*]] = toroid.constant dense<1065353216> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V24:.*]] = toroid.xor %[[V22]], %[[V23]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V25:.*]] = toroid.shift_right %[[V18]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V26:.*]] = toroid.cast %[[V25]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V27:.*]] = toroid.xor %[[V26]], %[[V11]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V28:.*]] = toroid.xor %[[V27]], %[[V11]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V29:.*]] = toroid.cast %[[V18]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V30:.*]] = toroid.cast %[[V24]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V31:.*]] = toroid.mul %[[V30]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V32:.*]] = toroid.cast %[[V28]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V33:.*]] = toroid.constant dense<3449720151> : tensor<ui64> : tensor<ui64>
// CHECK: %[[V34:.*]] = toroid.mul %[[V32]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V35:.*]] = toroid.shift_right %[[V34]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V36:.*]] = toroid.cast %[[V35]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V37:.*]] = toroid.xor %[[V36]], %[[V11]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V38:.*]] = toroid.constant dense<3719788985> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V39:.*]] = toroid.xor %[[V37]], %[[V38]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V40:.*]] = toroid.cast %[[V34]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V41:.*]] = toroid.shift_right %[[V31]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V42:.*]] = toroid.cast %[[V41]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V43:.*]] = toroid.xor %[[V42]], %[[V29]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V44:.*]] = toroid.constant dense<3144134277> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V45:.*]] = toroid.xor %[[V43]], %[[V44]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V46:.*]] = toroid.cast %[[V31]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V47:.*]] = toroid.cast %[[V39]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V48:.*]] = toroid.mul %[[V47]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V49:.*]] = toroid.cast %[[V45]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V50:.*]] = toroid.mul %[[V49]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V51:.*]] = toroid.shift_right %[[V50]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V52:.*]] = toroid.cast %[[V51]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V53:.*]] = toroid.xor %[[V52]], %[[V40]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V54:.*]] = toroid.constant dense<2079257458> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V55:.*]] = toroid.xor %[[V53]], %[[V54]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V56:.*]] = toroid.cast %[[V50]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V57:.*]] = toroid.shift_right %[[V48]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V58:.*]] = toroid.cast %[[V57]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V59:.*]] = toroid.xor %[[V58]], %[[V46]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V60:.*]] = toroid.constant dense<1993301258> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V61:.*]] = toroid.xor %[[V59]], %[[V60]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V62:.*]] = toroid.cast %[[V48]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V63:.*]] = toroid.cast %[[V55]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V64:.*]] = toroid.mul %[[V63]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V65:.*]] = toroid.cast %[[V61]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V66:.*]] = toroid.mul %[[V65]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V67:.*]] = toroid.shift_right %[[V66]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V68:.*]] = toroid.cast %[[V67]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V69:.*]] = toroid.xor %[[V68]], %[[V56]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V70:.*]] = toroid.constant dense<438725931> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V71:.*]] = toroid.xor %[[V69]], %[[V70]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V72:.*]] = toroid.cast %[[V66]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V73:.*]] = toroid.shift_right %[[V64]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V74:.*]] = toroid.cast %[[V73]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V75:.*]] = toroid.xor %[[V74]], %[[V62]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V76:.*]] = toroid.constant dense<842468239> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V77:.*]] = toroid.xor %[[V75]], %[[V76]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V78:.*]] = toroid.cast %[[V64]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V79:.*]] = toroid.cast %[[V71]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V80:.*]] = toroid.mul %[[V79]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V81:.*]] = toroid.cast %[[V77]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V82:.*]] = toroid.mul %[[V81]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V83:.*]] = toroid.shift_right %[[V82]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V84:.*]] = toroid.cast %[[V83]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V85:.*]] = toroid.xor %[[V84]], %[[V72]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V86:.*]] = toroid.constant dense<3093161700> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V87:.*]] = toroid.xor %[[V85]], %[[V86]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V88:.*]] = toroid.cast %[[V82]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V89:.*]] = toroid.shift_right %[[V80]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V90:.*]] = toroid.cast %[[V89]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V91:.*]] = toroid.xor %[[V90]], %[[V78]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V92:.*]] = toroid.constant dense<3986602516> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V93:.*]] = toroid.xor %[[V91]], %[[V92]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V94:.*]] = toroid.cast %[[V80]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V95:.*]] = toroid.cast %[[V87]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V96:.*]] = toroid.mul %[[V95]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V97:.*]] = toroid.cast %[[V93]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V98:.*]] = toroid.mul %[[V97]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V99:.*]] = toroid.shift_right %[[V98]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V100:.*]] = toroid.cast %[[V99]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V101:.*]] = toroid.xor %[[V100]], %[[V88]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V102:.*]] = toroid.constant dense<1452630173> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V103:.*]] = toroid.xor %[[V101]], %[[V102]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V104:.*]] = toroid.cast %[[V98]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V105:.*]] = toroid.shift_right %[[V96]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V106:.*]] = toroid.cast %[[V105]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V107:.*]] = toroid.xor %[[V106]], %[[V94]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V108:.*]] = toroid.constant dense<2835769497> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V109:.*]] = toroid.xor %[[V107]], %[[V108]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V110:.*]] = toroid.cast %[[V96]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V111:.*]] = toroid.cast %[[V103]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V112:.*]] = toroid.mul %[[V111]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V113:.*]] = toroid.cast %[[V109]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V114:.*]] = toroid.mul %[[V113]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V115:.*]] = toroid.shift_right %[[V114]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V116:.*]] = toroid.cast %[[V115]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V117:.*]] = toroid.xor %[[V116]], %[[V104]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V118:.*]] = toroid.constant dense<4107065942> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V119:.*]] = toroid.xor %[[V117]], %[[V118]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V120:.*]] = toroid.cast %[[V114]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V121:.*]] = toroid.shift_right %[[V112]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V122:.*]] = toroid.cast %[[V121]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V123:.*]] = toroid.xor %[[V122]], %[[V110]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V124:.*]] = toroid.constant dense<1684936478> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V125:.*]] = toroid.xor %[[V123]], %[[V124]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V126:.*]] = toroid.cast %[[V112]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V127:.*]] = toroid.cast %[[V119]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V128:.*]] = toroid.mul %[[V127]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V129:.*]] = toroid.cast %[[V125]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V130:.*]] = toroid.mul %[[V129]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V131:.*]] = toroid.shift_right %[[V130]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V132:.*]] = toroid.cast %[[V131]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V133:.*]] = toroid.xor %[[V132]], %[[V120]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V134:.*]] = toroid.constant dense<2466534415> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V135:.*]] = toroid.xor %[[V133]], %[[V134]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V136:.*]] = toroid.cast %[[V130]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V137:.*]] = toroid.shift_right %[[V128]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V138:.*]] = toroid.cast %[[V137]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V139:.*]] = toroid.xor %[[V138]], %[[V126]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V140:.*]] = toroid.constant dense<534103459> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V141:.*]] = toroid.xor %[[V139]], %[[V140]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V142:.*]] = toroid.cast %[[V128]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V143:.*]] = toroid.cast %[[V135]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V144:.*]] = toroid.mul %[[V143]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V145:.*]] = toroid.cast %[[V141]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V146:.*]] = toroid.mul %[[V145]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V147:.*]] = toroid.shift_right %[[V146]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V148:.*]] = toroid.cast %[[V147]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V149:.*]] = toroid.xor %[[V148]], %[[V136]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V150:.*]] = toroid.constant dense<826002888> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V151:.*]] = toroid.xor %[[V149]], %[[V150]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V152:.*]] = toroid.cast %[[V146]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V153:.*]] = toroid.shift_right %[[V144]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V154:.*]] = toroid.cast %[[V153]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V155:.*]] = toroid.xor %[[V154]], %[[V142]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V156:.*]] = toroid.constant dense<3678237736> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V157:.*]] = toroid.xor %[[V155]], %[[V156]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V158:.*]] = toroid.cast %[[V144]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V159:.*]] = toroid.cast %[[V151]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V160:.*]] = toroid.mul %[[V159]], %[[V17]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V161:.*]] = toroid.cast %[[V157]] : (tensor<?xui32>) -> tensor<?xui64>
// CHECK: %[[V162:.*]] = toroid.mul %[[V161]], %[[V33]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V163:.*]] = toroid.shift_right %[[V162]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V164:.*]] = toroid.cast %[[V163]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V165:.*]] = toroid.xor %[[V164]], %[[V152]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V166:.*]] = toroid.constant dense<3480438657> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V167:.*]] = toroid.xor %[[V165]], %[[V166]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V168:.*]] = toroid.cast %[[V162]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V169:.*]] = toroid.shift_right %[[V160]], %[[V13]] : (tensor<?xui64>, tensor<ui64>) -> tensor<?xui64>
// CHECK: %[[V170:.*]] = toroid.cast %[[V169]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V171:.*]] = toroid.xor %[[V170]], %[[V158]] : (tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V172:.*]] = toroid.constant dense<2527404717> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V173:.*]] = toroid.xor %[[V171]], %[[V172]] : (tensor<?xui32>, tensor<ui32>) -> tensor<?xui32>
// CHECK: %[[V174:.*]] = toroid.cast %[[V160]] : (tensor<?xui64>) -> tensor<?xui32>
// CHECK: %[[V175:.*]] = toroid.concat axis = 0 %[[V167]], %[[V168]], %[[V173]], %[[V174]] : (tensor<?xui32>, tensor<?xui32>, tensor<?xui32>, tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V176:.*]] = toroid.slice %[[V175]] [0] [%[[V5]]] [1] : (tensor<?xui32>) -> tensor<?xui32>
// CHECK: %[[V177:.*]] = toroid.reshape %[[V176]] to [%[[V3]], 3] : (tensor<?xui32>) -> tensor<?x3xui32>
// CHECK: %[[V178:.*]] = toroid.constant dense<8> : tensor<ui32> : tensor<ui32>
// CHECK: %[[V179:.*]] = toroid.shift_right %[[V177]], %[[V178]] : (tensor<?x3xui32>, tensor<ui32>) -> tensor<?x3xui32>
// CHECK: %[[V180:.*]] = toroid.cast %[[V179]] : (tensor<?x3xui32>) -> tensor<?x3xf32>
// CHECK: %[[V181:.*]] = toroid.constant dense<5.96046448E-8> : tensor<f32> : tensor<f32>
// CHECK: %[[V182:.*]] = toroid.mul %[[V180]], %[[V181]] : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK: %[[V183:.*]] = toroid.constant dense<3.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V184:.*]] = toroid.mul %[[V182]], %[[V183]] : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK: %[[V185:.*]] = toroid.constant dense<2.000000e+00> : tensor<f32> : tensor<f32>
// CHECK: %[[V186:.*]] = toroid.add %[[V184]], %[[V185]] : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK: return %[[V186]] : tensor<?x3xf32>
func.func @uniform(%x: tensor<?x3xf32>) -> !onnx.unknown {
  %r0 = onnx.node "RandomUniformLike"(%x) {opset = 17 : i64, attrs = {seed = 1.0 : f32, low = 2.0 : f32, high = 5.0 : f32}}
      : (tensor<?x3xf32>) -> !onnx.unknown
  return %r0 : !onnx.unknown
}

// A run tells the mode and the ratio.
// CHECK-LABEL: func.func @dropout(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<?x4xf16>{{[^%]*}}, %[[RATIO:[a-z0-9]+]]: tensor<f64>, %[[MODE:[a-z0-9]+]]: tensor<i1>
func.func @dropout(%x: tensor<?x4xf16>, %ratio: tensor<f64>, %mode: tensor<i1>) -> (!onnx.unknown, !onnx.unknown) {
  // CHECK: %[[GIVEN:.*]] = toroid.cast %[[RATIO]] : (tensor<f64>) -> tensor<f32>
  // CHECK: %[[R:.*]] = toroid.select %[[MODE]], %[[GIVEN]], %{{.*}} : (tensor<i1>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: toroid.shift_right
  // CHECK: %[[KEEP:.*]] = toroid.compare ge, %[[U:.*]], %[[R]] : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xi1>
  // CHECK: %[[WIDE:.*]] = toroid.cast %[[X]] : (tensor<?x4xf16>) -> tensor<?x4xf32>
  // CHECK: %[[REST:.*]] = toroid.sub %[[ONE:.*]], %[[R]]
  // CHECK: %[[SCALE:.*]] = toroid.div %[[ONE]], %[[REST]]
  // CHECK: %[[SCALED:.*]] = toroid.mul %[[WIDE]], %[[SCALE]]
  // CHECK: %[[Y:.*]] = toroid.select %[[KEEP]], %[[SCALED]], %{{.*}} : (tensor<?x4xi1>, tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
  // CHECK: %[[Z:.*]] = toroid.cast %[[Y]] : (tensor<?x4xf32>) -> tensor<?x4xf16>
  // CHECK: return %[[Z]], %[[KEEP]]
  %0, %1 = onnx.node "Dropout"(%x, %ratio, %mode) {opset = 22 : i64, attrs = {seed = 7 : i64}}
      : (tensor<?x4xf16>, tensor<f64>, tensor<i1>) -> (!onnx.unknown, !onnx.unknown)
  return %0, %1 : !onnx.unknown, !onnx.unknown
}

// Half of all are kept where no ratio is given.
// CHECK-LABEL: func.func @dropout_default(
func.func @dropout_default(%x: tensor<3x4xf32>) -> !onnx.unknown {
  // CHECK: %[[HALF:.*]] = toroid.constant dense<5.000000e-01>
  // CHECK: toroid.compare ge, %{{.*}}, %{{.*}} : (tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xi1>
  %none = onnx.none : none
  %mode = onnx.constant dense<true> : tensor<i1> : tensor<i1>
  %0 = onnx.node "Dropout"(%x, %none, %mode) {opset = 13 : i64}
      : (tensor<3x4xf32>, none, tensor<i1>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
